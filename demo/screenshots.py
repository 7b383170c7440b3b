"""Takes the pictures of the screens that the documents show: `python -m demo.screenshots docs/screens`."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from demo.first_visit import setup_code
from demo.operator import Operator
from demo.whole import Demo

CHROMIUM = "/usr/bin/chromium"
DESK, HAND = (1280, 800), (390, 780)
NAME, PASSWORD = "ada", "a horse that runs far"
SETTLE_MS = 1_500
PATIENCE_S = 90
#: A procedure that begins by night alone.
BY_NIGHT = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: by-night, title: Tidy up by night}
spec:
  policy:
    windows: [{days: [mon, tue, wed, thu, fri], from: "22:00", to: "06:00", time_zone: Europe/Lisbon}]
  nodes:
    begin: {kind: start, next: done}
    done: {kind: end}
"""


@dataclass(frozen=True)
class Picture:
    """One screen: where it is, how large, in which theme, and what is typed and pressed before it is taken."""

    name: str
    address: str
    scheme: str = "light"
    size: tuple[int, int] = DESK
    keys: str = ""
    press: tuple[str, ...] = ()


def pictures(execution: int) -> list[Picture]:
    """The screens to be shown; `execution` is the number of one with a story."""
    run = f"/executions/{execution}"
    return [
        Picture("dashboard", "/"),
        Picture("dashboard-hand", "/", "dark", HAND),
        Picture("sheet", "/procedures/restart-web/run?again=1"),
        Picture("chart", run),
        Picture("why", f"{run}?view=matrix&host=web4", "dark"),
        Picture("editor", "/procedures/restart-web/edit", "dark"),
        Picture("approvals", "/approvals"),
        Picture("palette", "/inventory", "dark", keys="web"),
        Picture("credentials", "/credentials/web-login"),
        Picture("audit", "/audit", "dark"),
        Picture("wall", "/?kiosk"),
        Picture("calendar", "/schedules", press=("Calendar",)),
        Picture("editor-hand", "/procedures/restart-web/edit", "light", HAND),
    ]


def tell_stories(operator: Operator) -> int:
    """Something to be seen on every screen; the number of the execution whose walk is shown."""
    users = (("grace", "operator", {"kind": "group", "name": "web"}), ("linus", "viewer", None))
    for name, role, scope in users:
        operator.post("/users", {"name": name, "password": "seven green bridges"})
        operator.post(f"/users/{name}/grants", {"role": role, "scope": scope})
    target = {"groups": ["web"], "hosts": []}
    operator.client.put("/procedures/by-night", json={"text": BY_NIGHT}).raise_for_status()
    for name, procedure, times in (
        ("nightly check", "hello", "30 3 * * *"),
        ("weekday report", "hello", "0 9 * * 1-5"),
        ("tidy up", "by-night", "0 20 * * *"),
    ):
        trigger = {"kind": "cron", "expression": times, "time_zone": "Europe/Lisbon"}
        operator.post(
            "/schedules", {"name": name, "procedure": procedure, "target": target, "trigger": trigger}
        )
    told = operator.start("restart-web", groups=["web"])
    operator.start("hello", groups=["db"])
    operator.until_over(told["id"], PATIENCE_S)
    operator.start("hardware-swap", hosts=["web1", "web2"])
    secret = {"kind": "password", "values": {"password": "seven green bridges"}}
    operator.post("/credentials", {"name": "web-login", "groups": ["web"], **secret})
    return int(told["number"])


def first_administrator(context: BrowserContext, code: str) -> Page:
    """A page of the first administrator's, whom it makes with the one-time `code`."""
    page = context.new_page()
    page.goto("/")
    page.get_by_label("One-time code").fill(code)
    page.get_by_role("textbox", name="Name").fill(NAME)
    page.get_by_role("textbox", name="Password", exact=True).fill(PASSWORD)
    page.get_by_role("textbox", name="Password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the administrator and log in").click()
    page.get_by_role("heading", name="Dashboard").wait_for()
    return page


def take(browser: Browser, address: str, code: str, wanted: list[Picture], into: Path) -> None:
    """Makes the first administrator, then goes from screen to screen."""
    context = browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce")
    page = first_administrator(context, code)
    for each in wanted:
        _take(page, each, into)
        click.echo(f"{into / each.name}.png")
    context.close()


def _take(page: Page, picture: Picture, into: Path) -> None:
    width, height = picture.size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if picture.scheme == "dark" else "light")
    page.goto(picture.address)
    page.wait_for_timeout(SETTLE_MS)
    if picture.keys:
        page.keyboard.press("Control+k")
        page.wait_for_timeout(SETTLE_MS)
        page.keyboard.type(picture.keys)
        page.wait_for_timeout(SETTLE_MS)
    for name in picture.press:
        page.get_by_text(name, exact=True).first.click()
        page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=into / f"{picture.name}.png")


@contextmanager
def on_show(into: Path) -> Iterator[tuple[Demo, int, Browser]]:
    """The demo with something to see, the number of its execution with a story, and a browser; all end at once."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Demo(Path(folder) / "demo", (0, 0, 0), click.echo) as demo:
        number = tell_stories(demo.stack.operator)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield demo, number, browser
            browser.close()


def main(into: Path) -> None:
    """Brings the demo up, lets something happen, takes the pictures, leaves nothing else behind."""
    with on_show(into) as (demo, number, browser):
        take(browser, demo.layers.presentation_url, setup_code(demo.folder), pictures(number), into)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screens"))
