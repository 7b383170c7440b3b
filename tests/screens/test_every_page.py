"""What holds on every page there is: axe finds nothing, the keyboard gets everywhere, nothing sticks out of a phone."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.screens.conftest import Look, State

FEATURES = Path(__file__).parents[2] / "presentation" / "frontend" / "src" / "features"
PATHS = sorted(
    path
    for index in FEATURES.glob("*/index.ts")
    for path in re.findall(r'path: "([^"]+)", load', index.read_text())
)
VIEWS = ("matrix", "ways", "timeline", "log", "history")
#: They hold a stream of what changes.
RUNG_FOR = ("/", "/approvals", "/executions")
MOST_TABS = 1_000
PHONE = {"width": 390, "height": 800}
WEBHOOK = {"kind": "webhook", "source": "alertmanager", "proof": "token"}
ASKS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: ask-once, title: Ask once}
spec:
  nodes:
    begin: {kind: start, next: sure}
    sure: {kind: approval, question: May it go on?, next: {any: done}}
    done: {kind: end}
"""
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
#: What can be used and the keyboard did not come to; of radios and of what arrows move in, one stop is enough.
MISSED = """() => {
    const usable = "a[href], button, input, select, textarea, summary, [role=button], [role=link], [tabindex]";
    const moved = "[role=tree], [role=grid], [role=listbox], [role=menu], [role=tablist], [type=radio], .noc-log";
    return [...document.querySelectorAll(usable)].filter((each) =>
        each.checkVisibility({ visibilityProperty: true }) && !each.disabled && !window.reached.has(each)
        && !each.closest(moved) && !each.closest("[inert], [aria-hidden=true]")
        && !(each.tabIndex < 0 && each.matches("div, main, h1, section, aside"))
    ).map((each) => each.outerHTML.slice(0, 160));
}"""


@pytest.fixture(scope="module")
def things(demo: Demo) -> Mapping[str, str]:
    """Something for every parameter of an address."""
    operator = demo.stack.operator
    over = operator.start("hello", hosts=["db1", "db2"])
    operator.until_over(over["id"], 60)
    secret = {"kind": "password", "values": {"password": "seven green bridges"}}
    operator.post("/credentials", {"name": "every-page", "groups": ["db"], **secret})
    order = {"name": "every-page", "procedure": "hello", "target": {"groups": ["db"]}, "trigger": WEBHOOK}
    schedule = operator.post("/schedules", order)["id"]
    assert operator.client.put("/procedures/ask-once", json={"text": ASKS}).is_success
    asking = operator.start("ask-once", hosts=["db1"])["id"]
    demo.stack.wait_for(lambda: operator.get("/questions", execution=asking)["items"], "the question")
    (question,) = operator.get("/questions", execution=asking)["items"]
    return {
        "/users/$name": "ada",
        "/credentials/$name": "every-page",
        "/approvals/$question": str(question["id"]),
        "/executions/$execution": str(over["number"]),
        "/inventory/hosts/$name": "db1",
        "/inventory/hosts/$name/edit": "db1",
        "/procedures/$name": "hello",
        "/procedures/$name/edit": "hello",
        "/procedures/$name/run": "hello",
        "/schedules/$schedule/messages": str(schedule),
    }


def opened(page: Page, path: str, things: Mapping[str, str]) -> None:
    """Go there and wait until it says what it is about."""
    page.goto(re.sub(r"\$\w+", lambda _: things[path.partition("?")[0]], path))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if path not in RUNG_FOR and "executions/" not in path:  # these go on hearing what changes
        page.wait_for_load_state("networkidle")
    expect(page.locator(".mantine-Skeleton-root, .mantine-Loader-root")).to_have_count(0)


@pytest.mark.proof
@pytest.mark.parametrize("path", [*PATHS, *(f"/executions/$execution?view={view}" for view in VIEWS)])
def test_a_page_is_there_for_eyes_keys_ears_and_phones(
    open_page: Callable[..., Page],
    administrator: State,
    demo: Demo,
    things: Mapping[str, str],
    path: str,
    accessible: Look,
) -> None:
    page = open_page(storage_state=administrator)
    opened(page, path, things)
    accessible(page)

    page.evaluate(
        "window.reached = new Set(); addEventListener('focusin', (came) => reached.add(came.target))"
    )
    for _ in range(MOST_TABS // 10):
        for _ in range(10):
            page.keyboard.press("Tab")
        if not page.evaluate(MISSED):
            break
    assert page.evaluate(MISSED) == []

    page.set_viewport_size(PHONE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    # It has a moment to become narrow. The page's own policy lets nobody wait inside it.
    demo.stack.wait_for(lambda: page.evaluate(FITS), "the page to fit a phone")
