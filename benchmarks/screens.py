"""How quick the screens are: `make bench-ui` prints a figure a line, with what is aimed at.

Chromium without a window before the whole product: a run view of 2,000 hosts × 40 nodes that an executor node moves on,
by a script, at 200 events a second, once it has made a good part of it as fast as it can; 100,000 lines of output; and
the editor on a flowchart of 300 nodes.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from benchmarks.scripted_executors import LINES, TALKATIVE
from benchmarks.stage import GROUP, flowchart, stage
from demo.first_visit import setup_code
from demo.operator import Operator
from demo.stack import Stack

HOSTS, NODES, MANY_NODES = 2_000, 40, 300
PROCEDURE, EDITED = "bench-screens", "bench-editor"
#: What each attempt makes: a visit begins, is dispatched, runs, ends, and an arrow is taken.
EVENTS, EVENTS_OF_ONE = 200, 5
FILLING_S, FRAMES_S = 1_200.0, 15
PATIENCE_MS = 120_000
PARTS = ("editor", "run", "output")
PASSWORD = "a horse that runs far"
#: Lengths of frames in milliseconds, over so many seconds.
FRAMES = """seconds => new Promise(done => {
    const lengths = [];
    let before = performance.now();
    const end = before + seconds * 1000;
    requestAnimationFrame(function frame(now) {
        lengths.push(now - before);
        before = now;
        if (now < end) requestAnimationFrame(frame); else done(lengths);
    });
})"""


def told(what: str, figure: str, aim: str = "") -> None:
    """Say one figure."""
    print(f"{what:<58} {figure:>14}  {aim}", flush=True)


def p95(lengths: list[float]) -> float:
    """Of frames, how long all but the longest twentieth are at most."""
    return sorted(lengths)[int(0.95 * (len(lengths) - 1))]


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.monotonic()
    act()
    return time.monotonic() - began


def heap(cdp: CDPSession) -> float:
    """What the page's objects take, in megabytes, once nothing of it is waste."""
    cdp.send("HeapProfiler.collectGarbage")
    return float(cdp.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def logged_in(browser: Browser, url: str, code: str) -> Page:
    """A page of the first administrator's."""
    page = browser.new_context(
        base_url=url, locale="en-GB", viewport={"width": 1440, "height": 900}
    ).new_page()
    page.set_default_timeout(PATIENCE_MS)
    body = {"code": code, "name": "ada", "password": PASSWORD}
    assert page.request.post("/api/v1/setup", data=body).ok
    return page


def passed(operator: Operator, execution: str) -> int:
    """How many arrows have been taken by all hosts together."""
    arrows = operator.get(f"/executions/{execution}/compact-matrix")["arrows"]
    return sum(int(arrow["count"]) for arrow in arrows)


def begun(stack: Stack, first: int) -> str:
    """A large execution in which so many steps are over."""
    execution = str(stack.operator.start(PROCEDURE, groups=[GROUP])["id"])
    took = seconds(
        lambda: stack.wait_for(
            lambda: passed(stack.operator, execution) >= first + HOSTS, "the first steps", FILLING_S
        )
    )
    told(f"{first:,} steps before it, as fast as they go", f"{took:.0f} s")
    return execution


def of_the_run_view(page: Page, operator: Operator, execution: str, minutes: float) -> None:
    """A large execution, from opening it to its memory."""
    address = f"/executions/{operator.execution(execution)['number']}"
    box = page.locator(".noc-box").filter(has_text="step20")

    def open_it() -> None:
        page.goto(address)
        box.wait_for()

    told(f"run view, {HOSTS:,} hosts × {NODES} nodes, interactive", f"{seconds(open_it):.1f} s", "≤ 2 s")
    told("the same once scripts are known", f"{seconds(open_it):.1f} s", "≤ 2 s")
    expect(page.get_by_text("told as it happens")).to_be_visible(timeout=PATIENCE_MS)
    for view in ("Flowchart", "Hosts × steps"):
        page.get_by_text(view, exact=True).click()
        page.wait_for_timeout(2_000)
        before, began = passed(operator, execution), time.monotonic()
        lengths = page.evaluate(FRAMES, FRAMES_S)
        rate = EVENTS_OF_ONE * (passed(operator, execution) - before) / (time.monotonic() - began)
        told(f"frames at {rate:.0f} events/s, {view}, p95", f"{p95(lengths):.0f} ms", "≤ 50 ms")
        told(f"the longest of {len(lengths)}", f"{max(lengths):.0f} ms")
    cdp = page.context.new_cdp_session(page)
    first = heap(cdp)
    page.wait_for_timeout(minutes * 60_000)
    told(f"memory of the page, then after {minutes:g} min", f"{first:.0f} → {heap(cdp):.0f} MB", "stable")


def of_the_output(page: Page, operator: Operator, execution: str) -> None:
    """100,000 lines, from the click until any of them can be read."""
    page.goto(f"/executions/{operator.execution(execution)['number']}")
    page.locator(".noc-box").first.wait_for()
    output = page.get_by_role("group", name="Output")
    for _ in range(2):
        page.keyboard.press("]")
    of_this_step = page.get_by_role("dialog", name=TALKATIVE).get_by_role(
        "button", name="Output of this step"
    )
    of_this_step.wait_for()
    page.wait_for_timeout(2_000)
    began = time.monotonic()
    of_this_step.click()
    output.get_by_text("line 0 of what it says").first.wait_for()
    first = time.monotonic() - began
    page.get_by_text(f"{HOSTS * LINES} lines").wait_for()
    told("output, 100,000 lines: the first to be read", f"{first:.1f} s", "≤ 1 s")
    told("… and all of them can be scrolled to", f"{time.monotonic() - began:.1f} s", "≤ 1 s")
    for place, words in ((0.5, "the middle"), (0.0, "the beginning")):
        output.evaluate("(box, place) => { box.scrollTop = place * box.scrollHeight; }", place)
        told(f"… {words}, from the scroll to its text", f"{seconds(lambda: read(page)):.1f} s")


def read(page: Page) -> None:
    """Wait until the line in the middle of the box has its text."""
    page.wait_for_function(
        """() => {
            const box = document.querySelector(".noc-log").getBoundingClientRect();
            const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            return at?.closest(".noc-output-line")?.textContent.includes("of what it says");
        }"""
    )


def of_the_editor(page: Page) -> None:
    """A large flowchart, dragged about."""

    def open_it() -> None:
        page.goto(f"/procedures/{EDITED}/edit")
        page.locator(".react-flow__node").first.wait_for()

    told(f"editor, {MANY_NODES} nodes, to be seen", f"{seconds(open_it):.1f} s")
    page.wait_for_timeout(3_000)
    pane = page.locator(".react-flow__pane").bounding_box()
    assert pane is not None
    page.mouse.move(pane["x"] + 30, pane["y"] + 30)
    page.mouse.down()
    page.evaluate(f"window.frames_measured = ({FRAMES})(6)")
    for step in range(150):
        page.mouse.move(pane["x"] + 30 + 2 * (step % 100), pane["y"] + 30 + 3 * (step % 100))
        page.wait_for_timeout(16)
    page.mouse.up()
    lengths = page.evaluate("window.frames_measured")
    told("frames a second while it is dragged", f"{1000 * len(lengths) / sum(lengths):.0f}", "≥ 30")


def main() -> None:
    """Bring everything up, measure, take everything down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", default=list(PARTS), help=f"some of {', '.join(PARTS)}; else all")
    parser.add_argument("--minutes", type=float, default=5.0, help="how long memory is watched")
    parser.add_argument("--first", type=int, default=30_000, help="so many steps are over before")
    asked = parser.parse_args()
    if unknown := set(asked.what) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    told("load of the machine at the beginning", f"{os.getloadavg()[0]:.1f}")
    with (
        tempfile.TemporaryDirectory(prefix="noc-") as name,
        stage(Path(name), HOSTS, EVENTS / EVENTS_OF_ONE, asked.first) as stack,
        sync_playwright() as playwright,
    ):
        for procedure, nodes in ((PROCEDURE, NODES), (EDITED, MANY_NODES)):
            document = {"text": flowchart(procedure, nodes)}
            stack.operator.client.put(f"/procedures/{procedure}", json=document).raise_for_status()
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        page = logged_in(browser, stack.layers.presentation_url, setup_code(Path(name)))
        if "editor" in asked.what:
            of_the_editor(page)
        if {"run", "output"} & set(asked.what):
            execution = begun(stack, asked.first)
        if "run" in asked.what:
            of_the_run_view(page, stack.operator, execution, asked.minutes)
        if "output" in asked.what:
            of_the_output(page, stack.operator, execution)
        browser.close()


if __name__ == "__main__":
    main()
