"""What the front page says of what needs somebody, and the same on a wall."""

import re

import pytest
from playwright.sync_api import Page, expect

from demo.layers import commands
from demo.whole import Demo
from tests.screens.conftest import Look


@pytest.fixture
def failed(demo: Demo) -> int:
    """The number of an execution on six hosts that has failed on two."""
    demo.fleet.reset()
    started = demo.stack.operator.start("restart-web", groups=["web"])
    demo.stack.operator.until_over(started["id"], 60)
    return int(started["number"])


def test_what_failed_stands_on_the_front_page_and_on_the_wall(
    page: Page, failed: int, accessible: Look
) -> None:
    page.goto("/")
    needs = page.get_by_role("region", name="Needs somebody")
    expect(needs.get_by_role("link", name=re.compile("failed within a day"))).to_be_visible()
    expect(needs).to_contain_text(f"#{failed} restart-web")
    last = page.get_by_role("region", name="Ended last")
    expect(last.get_by_role("link", name=f"#{failed} restart-web")).to_be_visible()
    accessible(page)

    page.get_by_role("link", name="For a wall").click()
    wall = page.get_by_test_id("wall")
    expect(wall.get_by_text(f"#{failed} restart-web")).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    assert page.locator("html").get_attribute("data-mantine-color-scheme") == "dark"
    small = wall.evaluate(
        "wall => [...wall.querySelectorAll('*')].filter(each => each.textContent.trim()"
        " && parseFloat(getComputedStyle(each).fontSize) < 24).map(each => each.textContent)"
    )
    assert small == []
    accessible(page)
    page.keyboard.press("ArrowRight")
    expect(wall.get_by_role("heading", name="Ended last")).to_be_visible()


@pytest.mark.proof
def test_a_wall_that_hears_nothing_turns_grey_and_says_so(page: Page) -> None:
    page.clock.install()
    page.goto("/?kiosk")
    wall = page.get_by_test_id("wall")
    expect(wall.get_by_text(re.compile(r"data \d+ s old"))).to_be_visible()

    page.context.set_offline(True)
    page.clock.run_for(40_000)
    expect(wall.get_by_text(re.compile(r"NO NEWS for \d+ s"))).to_be_visible()
    page.context.set_offline(False)
    page.clock.run_for(15_000)

    expect(wall.get_by_text(re.compile(r"data \d+ s old"))).to_be_visible()


#: Counts in `window.waiting` how often the page goes back to waiting for its first answers.
WAITS_AGAIN = """() => {
    window.waiting = 0;
    new MutationObserver(() => {
        if (document.querySelector("main .mantine-Skeleton-root")) window.waiting += 1;
    }).observe(document.body, {subtree: true, childList: true});
}"""


@pytest.mark.proof
def test_while_the_scheduler_is_away_what_was_known_stays_and_is_marked_old(
    page: Page, demo: Demo, failed: int, accessible: Look
) -> None:
    page.goto("/")
    needs = page.get_by_role("region", name="Needs somebody")
    last = page.get_by_role("region", name="Ended last")
    expect(last.get_by_role("link", name=f"#{failed} restart-web")).to_be_visible()
    page.evaluate(WAITS_AGAIN)

    demo.stack.supervisor.stop("scheduler")
    expect(page.get_by_text(re.compile("Not up to date: executions, executor nodes, "))).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("scheduler")
    expect(last.get_by_text(re.compile(r"as of \d\d:\d\d:\d\d"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"No news for \d+ s"))).to_be_visible()
    expect(last.get_by_role("link", name=f"#{failed} restart-web")).to_be_visible()
    expect(needs.get_by_role("link", name=re.compile("failed within a day"))).to_be_visible()
    accessible(page)

    demo.stack.supervisor.start("scheduler", commands()["scheduler"], demo.layers.environment)
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.get_by_text(re.compile(r"as of \d\d:\d\d:\d\d"))).to_have_count(0)
    assert page.evaluate("window.waiting") == 0


def test_what_was_never_answered_is_not_called_calm(page: Page) -> None:
    page.clock.install()
    broken = {"code": "internal", "detail": "something broke", "status": 500}
    page.route("**/api/v1/*", lambda route: route.fulfill(status=500, json=broken))
    page.route("**/api/v1/session", lambda route: route.continue_())
    page.goto("/")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("Nothing needs you")).to_be_hidden()
    expect(page.get_by_text("Not known: nobody has answered yet.").first).to_be_visible()
    page.evaluate(WAITS_AGAIN)
    with page.expect_request("**/api/v1/executor-nodes"):
        page.clock.run_for(6_000)  # it asks again
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.evaluate("window.waiting") == 0
    page.goto("/?kiosk")
    expect(page.get_by_test_id("wall").get_by_role("status")).to_have_text("no data yet")
    expect(page.get_by_text("Nothing needs you")).to_be_hidden()
