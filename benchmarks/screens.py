"""How quick the screens are: `make bench-ui` prints a figure a line, with what is aimed at.

Chromium without a window before the real presentation: a run view of 2,000 hosts × 40 nodes at 200 events a second (the
scheduler behind it is played, so that only the screens and what streams to them is measured), 100,000 lines of output,
and the editor, with the real scheduler, on a flowchart of 300 nodes.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from benchmarks.played_executions import PROCEDURE, node_id
from demo import ports
from demo.first_visit import setup_code
from demo.layers import Layers
from demo.stack import Stack

HOSTS, NODES, RATE, MANY_NODES = 2_000, 40, 200, 300
PATIENCE_MS = 120_000
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


def flowchart(name: str, nodes: int) -> str:
    """A procedure of so many steps, one after the other, with a turn at every tenth."""
    steps: dict[str, Any] = {}
    for place in range(nodes):
        after = node_id(place + 1, nodes)
        if place == 0:
            steps["begin"] = {"kind": "start", "next": after}
        elif place == nodes - 1:
            steps["done"] = {"kind": "end"}
        else:
            later = node_id(min(place + 3, nodes - 1), nodes)
            way: Any = {"succeeded": after, "failed": later} if place % 10 == 5 else {"any": after}
            steps[node_id(place, nodes)] = {"kind": "task", "module": "ansible.builtin.ping", "next": way}
    document = {
        "apiVersion": "noc/v1",
        "kind": "Procedure",
        "metadata": {"name": name, "title": name},
        "spec": {"nodes": steps},
    }
    return json.dumps(document)  # which is YAML, too


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


def of_the_run_view(page: Page, minutes: float) -> None:
    """A large execution, from opening it to its output."""
    box = page.get_by_role("button", name="step20")

    def open_it() -> None:
        page.goto("/executions/1")
        box.wait_for()

    told(f"run view, {HOSTS:,} hosts × {NODES} nodes, interactive", f"{seconds(open_it):.1f} s", "≤ 2 s")
    told("the same once scripts are known", f"{seconds(open_it):.1f} s", "≤ 2 s")
    expect(page.get_by_text("told as it happens")).to_be_visible(timeout=PATIENCE_MS)
    for view in ("Flowchart", "Hosts × steps"):
        page.get_by_text(view, exact=True).click()
        page.wait_for_timeout(2_000)
        lengths = page.evaluate(FRAMES, 15)
        told(f"frames at {RATE} events/s, {view}, p95", f"{p95(lengths):.0f} ms", "≤ 50 ms")
        told(f"the longest of {len(lengths)}", f"{max(lengths):.0f} ms")
    cdp = page.context.new_cdp_session(page)
    first = heap(cdp)
    page.wait_for_timeout(minutes * 60_000)
    told(f"memory of the page, then after {minutes:g} min", f"{first:.0f} → {heap(cdp):.0f} MB", "stable")
    output = page.get_by_role("group", name="Output")

    def read_output() -> None:
        page.get_by_text("Output", exact=True).click()
        output.get_by_text("line 0 of what it says").first.wait_for()

    began = time.monotonic()
    told("output, 100,000 lines: the first to be read", f"{seconds(read_output):.1f} s", "≤ 1 s")
    expect(page.get_by_text("100000 lines")).to_be_visible(timeout=PATIENCE_MS)
    told("and all of them", f"{time.monotonic() - began:.1f} s")


def of_the_editor(page: Page) -> None:
    """A large flowchart, dragged about."""

    def open_it() -> None:
        page.goto("/procedures/bench-editor/edit")
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
    parser.add_argument("--minutes", type=float, default=5.0, help="how long memory is watched")
    minutes = parser.parse_args().minutes
    told("load of the machine at the beginning", f"{os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="noc-") as folder:
        layers = Layers(Path(folder) / "layers", *ports.free_ports((0, 0, 0)))
        (played,) = ports.free_ports((0,))
        with Stack(layers, "nobody", Path("/dev/null")) as stack, sync_playwright() as playwright:
            for name, nodes in ((PROCEDURE, NODES), ("bench-editor", MANY_NODES)):
                path = f"/procedures/{name}"
                stack.operator.client.put(path, json={"text": flowchart(name, nodes)}).raise_for_status()
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
            page = logged_in(browser, layers.presentation_url, setup_code(Path(folder)))
            of_the_editor(page)
            command = [sys.executable, "-m", "benchmarks.played_executions"]
            numbers = [str(number) for number in (played, HOSTS, NODES, RATE)]
            root = {"PYTHONPATH": str(Path(__file__).parents[1])}
            stack.supervisor.start("played", [*command, *numbers], layers.environment | root)
            url = f"http://127.0.0.1:{played}"
            stack.wait_for(lambda: _answers(f"{url}/v1/executions"), "the played execution")
            key = stack.command("noc-scheduler", "key").strip()
            stack.command("noc-presentation", "pair", "scheduler", "--url", url, "--key", key)
            of_the_run_view(page, minutes)
            browser.close()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    main()
