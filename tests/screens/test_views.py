"""Each view of an execution, on a desk and on a phone, in the light and in the dark."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.screens.conftest import Look, State

PHONE = {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def over(demo: Demo) -> str:
    """The address of an execution that is over, the second of its procedure."""
    operator = demo.stack.operator
    for _ in range(2):
        started = operator.start("hello", hosts=["db1", "db2"])
        operator.until_over(started["id"], 60)
    return f"/executions/{started['number']}"


def test_time_and_history_are_read_with_eyes_keys_and_ears(page: Page, over: str, accessible: Look) -> None:
    page.goto(f"{over}?view=timeline")
    timeline = page.get_by_role("group", name="Timeline")
    expect(timeline.get_by_role("img", name=re.compile("succeeded|changed")).first).to_be_visible()
    accessible(page)
    timeline.get_by_role("button", name="db2").click()
    expect(page.get_by_role("dialog", name="db2")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_text("History", exact=True).click()
    grid = page.get_by_role("region", name="History")
    expect(grid.get_by_role("link", name=f"#{over.rpartition('/')[2]}", exact=True)).to_be_visible()
    expect(grid.get_by_role("row").last.get_by_role("link").nth(1)).to_be_visible()
    accessible(page)
    grid.get_by_role("row").last.get_by_role("link").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page).to_have_url(re.compile("node="))


def test_on_a_phone_the_flowchart_is_a_list_and_nothing_sticks_out(
    open_page: Callable[..., Page], administrator: State, over: str, accessible: Look
) -> None:
    page = open_page(locale="pt-BR", storage_state=administrator, viewport=PHONE)
    page.goto(over)
    steps = page.get_by_role("list", name="Fluxograma")
    expect(steps.get_by_role("listitem").first).to_contain_text("2 concluído")
    accessible(page)
    choice = page.get_by_role("combobox", name="Visão")
    for view in ("matrix", "ways", "timeline", "log", "history"):
        choice.select_option(view)
        expect(page).to_have_url(re.compile(f"view={view}"))
        accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{view} sticks out by {wide} px"
