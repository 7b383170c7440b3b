"""Single keys: what `?` promises on a page is what they do there."""

import re

import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.screens.conftest import Look


@pytest.fixture
def ended(demo: Demo) -> int:
    """The number of an execution on six hosts that is over."""
    demo.fleet.reset()
    started = demo.stack.operator.start("restart-web", groups=["web"])
    demo.stack.operator.until_over(started["id"], 60)
    return int(started["number"])


def test_keys_do_on_lists_and_run_pages_what_the_sheet_says(page: Page, ended: int, accessible: Look) -> None:
    page.goto("/executions")
    expect(page.get_by_role("link", name=f"#{ended} restart-web")).to_be_visible()
    page.keyboard.press("?")
    here = page.get_by_role("dialog", name="Keys").get_by_role("region", name="On this page")
    for words in (
        "Search",
        "Answer what waits for somebody",
        "Edit its procedure",
        "Run it again",
    ):
        expect(here.get_by_text(words)).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")
    expect(here).to_be_hidden()
    page.get_by_role("link", name=f"#{ended} restart-web").focus()
    page.keyboard.press("x")
    expect(page).to_have_url(re.compile(rf"/procedures/restart-web/run\?again={ended}$"))

    page.goto(f"/executions/{ended}")
    expect(page.get_by_test_id("sentence")).to_be_visible()
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile("view=log"))
    page.keyboard.press("/")
    search = page.get_by_role("textbox", name="Search in all output")
    expect(search).to_be_focused()
    page.keyboard.press("e")  # typed, and no command
    expect(search).to_have_value("e")
    search.blur()
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile("/procedures/restart-web/edit$"))

    page.goto("/procedures")
    page.get_by_role("link", name="Restart the web service", exact=False).first.focus()
    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="Find a procedure")).to_be_focused()
    page.goto("/audit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("dialog", name="Find or do anything")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile("/approvals$"))


def test_whoever_turned_single_keys_off_has_none(page: Page, ended: int) -> None:
    page.goto("/executions")
    expect(page.get_by_role("link", name=f"#{ended} restart-web")).to_be_visible()
    page.evaluate("localStorage.setItem('noc-one-key', 'false')")
    page.keyboard.press("x")
    page.keyboard.press("?")
    expect(page).to_have_url(re.compile("/executions$"))
    expect(page.get_by_role("dialog")).to_be_hidden()
