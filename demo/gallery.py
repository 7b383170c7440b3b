"""Takes every screen in both themes, wide and in the hand, to be looked at: `python -m demo.gallery FOLDER [NAMES]`."""

import json
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from pathlib import Path

import click
from playwright.sync_api import Page, Route
from playwright.sync_api import TimeoutError as NotThere

from demo.first_visit import setup_code
from demo.operator import Operator
from demo.screenshots import first_administrator, on_show

SIZES = {"wide": (1440, 900), "hand": (390, 844)}
SCHEMES = ("light", "dark")
SETTLE_MS = 900
#: Until a page has given up asking and says so.
GIVEN_UP_MS = 8_000
PRESS_MS = 5_000
LONG = "a-name-that-nobody-would-choose-but-somebody-will-" + "x" * 70
NOTHING = json.dumps({"items": [], "next": None})
AWAY = json.dumps(
    {
        "type": "about:blank",
        "title": "Away",
        "status": 503,
        "code": "scheduler.away",
        "detail": "the scheduler did not answer",
    }
)
#: What overflows the window sideways, in words; nothing where all fits.
SIDEWAYS = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > wide + 1)
        .slice(0, 4).map((each) => `${each.tagName}.${each.className} ${each.textContent.slice(0, 40)}`);
}"""


class Answer(StrEnum):
    """What the pages get for what they ask."""

    REAL = "real"
    NOTHING = "nothing"
    PROBLEM = "problem"
    NEVER = "never"


@dataclass(frozen=True)
class Scene:
    """One state of one screen: where it is, which buttons are pressed, what the server answers."""

    name: str
    address: str
    press: tuple[str, ...] = ()
    answer: Answer = Answer.REAL


def scenes(execution: int) -> list[Scene]:
    """Every page, its empty and its broken state, and its dialogs; `execution` is the number of one with a story."""
    run, user = f"/executions/{execution}", "/users/grace"
    pages = {
        "dashboard": "/",
        "procedures": "/procedures",
        "executions": "/executions",
        "approvals": "/approvals",
        "schedules": "/schedules",
        "inventory": "/inventory",
        "host-keys": "/inventory/host-keys",
        "executor-nodes": "/executor-nodes",
        "notifications": "/notifications",
        "credentials": "/credentials",
        "users": "/users",
        "roles": "/roles",
        "account": "/account",
        "audit": "/audit",
    }
    return [
        *(Scene(name, address) for name, address in pages.items()),
        *(Scene(f"{name}-empty", address, answer=Answer.NOTHING) for name, address in pages.items()),
        *(Scene(f"{name}-broken", address, answer=Answer.PROBLEM) for name, address in pages.items()),
        Scene("dashboard-loading", "/", answer=Answer.NEVER),
        Scene("executions-loading", "/executions", answer=Answer.NEVER),
        Scene("wall", "/?kiosk"),
        Scene("procedure", "/procedures/restart-web"),
        Scene("procedure-new", "/procedures/new"),
        Scene("sheet", "/procedures/restart-web/run?again=1"),
        Scene("editor", "/procedures/restart-web/edit"),
        Scene("editor-outline", "/procedures/restart-web/edit", ("Outline",)),
        Scene("editor-rehearse", "/procedures/restart-web/edit", ("Rehearse",)),
        Scene("editor-versions", "/procedures/restart-web/edit", ("Versions",)),
        Scene("editor-step", "/procedures/restart-web/edit", ("Outline", "Restart it")),
        Scene("editor-large", "/procedures/update-packages/edit"),
        Scene("editor-large-versions", "/procedures/update-packages/edit", ("Versions",)),
        *(
            Scene(f"run-{view}", f"{run}?view={view}")
            for view in ("chart", "matrix", "ways", "timeline", "log", "history")
        ),
        Scene("run-why", f"{run}?view=matrix&host=web4"),
        Scene("run-resume", run, ("Resume the failed hosts",)),
        Scene("run-broken", run, answer=Answer.PROBLEM),
        Scene("schedule-new", "/schedules/new"),
        Scene("schedule-new-webhook", "/schedules/new", ("webhook",)),
        Scene("schedules-calendar", "/schedules", ("Calendar",)),
        Scene("schedules-calendar-month", "/schedules", ("Calendar", "Month", "Later")),
        Scene("schedule-end", "/schedules", ("End: nightly check",)),
        Scene("schedule-messages", "/schedules", ("What it was sent",)),
        Scene("schedule-secret", "/schedules", ("What it was sent", "New secret")),
        Scene("host", "/inventory/hosts/web1"),
        Scene("host-edit", "/inventory/hosts/web1/edit"),
        Scene("host-new", "/inventory/new"),
        Scene("groups", "/inventory", ("Groups",)),
        Scene("import", "/inventory/import"),
        Scene("executor-node-introduce", "/executor-nodes", ("Announce one",)),
        Scene("executor-node-drain", "/executor-nodes", ("Drain: node-1",)),
        Scene("destination-new", "/notifications", ("New destination",)),
        Scene("credential", "/credentials/web-login"),
        Scene("credential-new", "/credentials/new"),
        Scene("user", user),
        Scene("user-self", "/users/ada"),
        Scene("user-grant", user, ("Give a role",)),
        Scene("user-deactivate", user, ("Deactivate grace",)),
        Scene("user-new", "/users", ("New user",)),
        Scene("role-new", "/roles", ("New role",)),
        Scene("token-new", "/account", ("New token",)),
        Scene("no-page", "/nowhere"),
        Scene("no-host", "/inventory/hosts/nobody"),
    ]


def tell_more(operator: Operator) -> None:
    """What makes pages hard: long names, a webhook, another credential, a destination, a program with a token."""
    target = {"groups": ["web"], "hosts": []}
    heard = {"kind": "webhook", "source": "alertmanager", "proof": "token"}
    for name, trigger in (
        ("alarms", heard),
        (LONG, {"kind": "interval", "every_ms": 300_000}),
        ("probe", {"kind": "interval", "every_ms": 7_200_000}),
    ):
        operator.post(
            "/schedules", {"name": name, "procedure": "hello", "target": target, "trigger": trigger}
        )
    operator.post("/users", {"name": LONG, "password": "seven green bridges"})
    operator.post("/users", {"name": "exporter", "kind": "service"})
    secret = {"kind": "password", "values": {"password": "seven green bridges"}}
    operator.post("/credentials", {"name": LONG, "groups": [], **secret})
    operator.client.put("/destinations/noc", json={"channel": "oncall", "tell": ["failure", "trouble"]})
    operator.post("/channels/oncall/test", {})


def take(page: Page, wanted: list[Scene], into: Path) -> None:
    """Every scene in every size and theme, one file each; says what overflows and what could not be pressed."""
    for scene, (size, (width, height)) in product(wanted, SIZES.items()):
        page.set_viewport_size({"width": width, "height": height})
        _stand_in(page, scene.answer)
        page.goto(scene.address)
        page.wait_for_timeout(GIVEN_UP_MS if scene.answer is Answer.PROBLEM else SETTLE_MS)
        _press(page, scene)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_timeout(SETTLE_MS / 3)
            page.screenshot(path=into / f"{scene.name}.{size}.{scheme}.png", full_page=True)
        if found := page.evaluate(SIDEWAYS):
            click.echo(f"{scene.name} {size}: wider than the window: {found}")


def _press(page: Page, scene: Scene) -> None:
    more = page.get_by_role("button", name="More", exact=True)
    for name in scene.press:
        try:
            listed = page.locator("select:visible", has=page.get_by_role("option", name=name, exact=True))
            if listed.count():  # in the hand, what stands side by side is a list to choose from
                listed.first.select_option(label=name)
                continue
            if more.is_visible() and not page.get_by_text(name, exact=True).first.is_visible():
                more.click()  # in the hand, what is done seldom stands behind one sign
            one = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
            (one.or_(page.get_by_text(name, exact=True))).first.click(timeout=PRESS_MS)
        except NotThere:
            click.echo(f"{scene.name}: nothing is called {name!r}")
        page.wait_for_timeout(SETTLE_MS)


def _stand_in(page: Page, answer: Answer) -> None:
    page.unroute_all(behavior="ignoreErrors")
    if answer is not Answer.REAL:
        page.route("**/api/v1/**", lambda route: _answer(route, answer))


def _answer(route: Route, answer: Answer) -> None:
    """Who is logged in is always told; what is left without an answer goes on loading."""
    if "/session" in route.request.url:
        route.continue_()
    elif answer is Answer.PROBLEM:
        route.fulfill(status=503, content_type="application/problem+json", body=AWAY)
    elif answer is Answer.NOTHING and route.request.method == "GET":
        route.fulfill(status=200, content_type="application/json", body=NOTHING)


def main(into: Path, names: str) -> None:
    """Brings the demo up, lets something happen, takes what the pattern `names` finds, leaves nothing else behind."""
    with on_show(into) as (demo, number, browser):
        tell_more(demo.stack.operator)
        context = browser.new_context(base_url=demo.layers.presentation_url, locale="en-GB")
        page = first_administrator(context, setup_code(demo.folder))
        take(page, [each for each in scenes(number) if re.search(names, each.name)], into)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
