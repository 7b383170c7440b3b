"""The demo with real SSH hosts, and Debian's Chromium before it: started once for all tests of this folder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from demo import processes
from demo.first_visit import setup_code
from demo.whole import Demo

HERE = Path(__file__).parent
AXE = HERE.parents[1] / "presentation" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
NAME, PASSWORD = "ada", "a horse that runs far"
PATIENCE_MS = 30_000
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
#: Two frames for the page to learn of the other theme, then the end of every change of colour.
SETTLED = """async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const changes = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.allSettled(changes.map((each) => each.finished));
}"""
State = dict[str, Any]
Look = Callable[[Page], None]

expect.set_options(timeout=PATIENCE_MS)


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares the demo runs in one worker."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("screens"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Six hosts with their stories, three layers, the inventory and all shipped procedures; nobody has logged in."""
    folder = tmp_path_factory.mktemp("demo")
    with Demo(folder, (0, 0, 0), say=lambda line: None) as running:
        yield running
    assert processes.belonging_to(folder) == []


@pytest.fixture(scope="session")
def address(demo: Demo) -> str:
    """Where the screens are."""
    return demo.layers.presentation_url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; it may not shut itself in where everything runs as root."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def administrator(demo: Demo, address: str, browser: Browser) -> State:
    """The first visit: the code from the console makes the first administrator. Answers the browser's cookies."""
    context = browser.new_context(locale="pt-BR")
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="Bem-vindo ao noc-orchestrator")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Welcome to noc-orchestrator")).to_be_visible()
    page.get_by_label("One-time code").fill(setup_code(demo.folder))
    page.get_by_role("textbox", name="Name").fill(NAME)
    page.get_by_role("textbox", name="Password", exact=True).fill(PASSWORD)
    page.get_by_role("textbox", name="Password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the administrator and log in").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    state: State = context.storage_state()
    context.close()
    return {**state, "origins": []}  # the language that was chosen stays with this visit


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own; at the end no page may have complained on its console."""
    complaints: list[str] = []
    contexts = []

    def opened(**options: Any) -> Page:
        context = browser.new_context(base_url=address, **({"locale": "en-GB"} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda told: complaints.append(told.text) if "Security Policy" in told.text else None
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: Callable[..., Page], administrator: State) -> Page:
    """A page of the administrator's, who is logged in."""
    return open_page(storage_state=administrator)


@pytest.fixture(scope="session")
def accessible() -> Look:
    """Asserts that axe finds nothing on the page, in the light and in the dark."""
    axe = AXE.read_text()

    def looked_at(page: Page) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate(SETTLED)
            page.evaluate(axe)
            found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
            told = [
                f"{scheme} {page.url}: {each['id']} {node['html'][:200]} {node['failureSummary']}"
                for each in found
                for node in each["nodes"]
            ]
            assert told == [], "\n".join(told)

    return looked_at
