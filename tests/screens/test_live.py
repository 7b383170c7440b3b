"""A page that is told what happens asks for nothing meanwhile, and comes back by itself when servers went away."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from demo.layers import commands
from demo.whole import Demo

WAITS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: wait-for-it, title: Wait for it}
spec:
  nodes:
    begin: {kind: start, next: one}
    one: {kind: wait, signal: one, timeout: 1h, next: two}
    two: {kind: wait, signal: two, timeout: 1h, next: done}
    done: {kind: end}
"""
SERVERS = ("presentation", "stream")


@pytest.fixture
def waiting(demo: Demo) -> dict[str, str]:
    """An execution on two hosts that stand still; its id and its address."""
    operator = demo.stack.operator
    assert operator.client.put("/procedures/wait-for-it", json={"text": WAITS}).is_success
    started = operator.start("wait-for-it", hosts=["web1", "web2"])
    demo.stack.wait_for(
        lambda: operator.get(f"/executions/{started['id']}")["status"] == "waiting", "both hosts to wait"
    )
    return {"id": str(started["id"]), "address": f"/executions/{started['number']}"}


def skip(demo: Demo, execution: str, host: str) -> None:
    """Somebody else lets a host pass over its step."""
    body = {"reason": "for the test", "outcome": "succeeded"}
    demo.stack.operator.post(f"/executions/{execution}/hosts/{host}/skip", body)


def test_a_page_is_told_what_happens_and_catches_up_when_the_servers_come_back(
    page: Page, demo: Demo, waiting: dict[str, str]
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/compact-matrix"):
            asked.append(request.url)

    page.goto(waiting["address"])
    box = page.get_by_role("button", name=re.compile(r"^two"))
    expect(page.get_by_text("told as it happens")).to_be_visible()
    page.on("request", note)
    skip(demo, waiting["id"], "web1")
    expect(box).to_contain_text("1")
    assert asked == []

    demo.stack.supervisor.stop(*SERVERS)
    expect(page.get_by_text("told as it happens")).to_be_hidden()
    expect(page.get_by_text(re.compile(r"No news for \d+ s"))).to_be_visible()
    for name in SERVERS:
        demo.stack.supervisor.start(name, commands()[name], demo.layers.environment)
    demo.stack.wait_for(
        lambda: set(demo.layers.ports) <= demo.stack.supervisor.listening(), "the servers to be back"
    )
    skip(demo, waiting["id"], "web2")
    expect(box).to_contain_text("2")
    expect(page.get_by_text("told as it happens")).to_be_visible()

    demo.stack.operator.post(f"/executions/{waiting['id']}/cancel", {"reason": "enough"})
    expect(page.get_by_test_id("sentence")).to_contain_text("web1, web2 cancelled")


#: Nothing is asked again and again: what is new can only have been told.
NO_ROUNDS = """
    const own = window.setInterval.bind(window);
    window.setInterval = (act, pause, ...rest) => (pause >= 3000 ? 0 : own(act, pause, ...rest));
"""


def test_a_list_is_told_when_it_has_changed(page: Page, demo: Demo, waiting: dict[str, str]) -> None:
    page.add_init_script(NO_ROUNDS)
    number = waiting["address"].rpartition("/")[2]
    page.goto("/executions")
    row = page.get_by_role("listitem").filter(has_text=f"#{number} wait-for-it")
    expect(row).to_contain_text("waiting")
    expect(page.get_by_text(re.compile("told as it happens, as of"))).to_be_visible()

    demo.stack.operator.post(f"/executions/{waiting['id']}/cancel", {"reason": "enough"})
    expect(row).to_contain_text("cancelled")
