"""As a new user operates: answers what a walk asks, lets an executor node in, brings hosts in after a preview."""

import re
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, expect

from demo.whole import Demo
from noc_executor_node.agent.enrolment import shown_once
from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.keys import fingerprint, public_text
from tests.screens.conftest import Look

ASKS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: ask-first, title: Ask first}
spec:
  nodes:
    begin: {kind: start, next: sure}
    sure:
      kind: approval
      question: May it go on?
      next: {approved: which, refused: stopped, expired: stopped}
    which:
      kind: input
      question: "Which part was swapped on ${host.name}?"
      fields:
        serial: {type: string, title: Serial number}
        sound: {type: boolean, title: It shows no fault light}
      next: {succeeded: done, expired: stopped}
    done: {kind: end}
    stopped: {kind: end, status: failed}
"""
SHOWN = "What would change"


@pytest.fixture
def asking(demo: Demo) -> str:
    """The id of an execution on two hosts that has stopped to ask; somebody else has started it."""
    operator = demo.stack.operator
    answer = operator.client.put("/procedures/ask-first", json={"text": ASKS})
    assert answer.is_success, answer.text
    started = str(operator.start("ask-first", hosts=["web1", "web2"])["id"])
    demo.stack.wait_for(
        lambda: len(operator.get("/questions", execution=started, status="open")["items"]) == 2,
        "both hosts to ask",
    )
    return started


@pytest.fixture
def waiting_node(demo: Demo) -> Iterator[str]:
    """The fingerprint of an executor node lisbon-1 that has enrolled and waits for people; revoked at the end."""
    key = Ed25519PrivateKey.generate()
    shown = fingerprint(public_text(key))
    said = {
        "name": "lisbon-1",
        "public_key": public_text(key),
        "url": None,
        "labels": {"site": "lisbon"},
        "version": "0.1.0",
        "slots": 4,
    }
    client = SchedulerClient([demo.layers.scheduler_url], shown, key)
    try:
        node = shown_once(client, said)["id"]
    finally:
        client.close()
    yield shown
    demo.stack.operator.post(f"/executor-nodes/{node}/revoke", {})


def test_a_walk_asks_and_goes_on_once_somebody_has_answered(
    page: Page, demo: Demo, asking: str, accessible: Look
) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("Approvals")).click()
    card = page.get_by_test_id("question").filter(has_text="May it go on?")
    expect(card.get_by_text("2 of 2 hosts")).to_be_visible()
    expect(card.get_by_text("0 of 1 approval")).to_be_visible()
    accessible(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys").get_by_text("Executor nodes")).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")

    card.get_by_role("checkbox", name="web2").uncheck()
    card.get_by_label("Comment").fill("checked by phone")
    card.get_by_role("button", name="Approve").click()
    asked = page.get_by_test_id("question").filter(has_text="Which part was swapped on web1?")
    asked.get_by_label("Serial number").fill("X-42")
    asked.get_by_label("It shows no fault light").check()
    accessible(page)
    asked.get_by_role("button", name="Send the answer").click()
    expect(asked).to_be_hidden()
    card.get_by_role("button", name="Refuse").click()
    expect(card).to_be_hidden()

    over = demo.stack.operator.until_over(asking, 30)
    assert over["counts"] == {"succeeded": 1, "failed": 1}
    swapped = demo.stack.operator.host(asking, "web1")
    assert [visit["node"] for visit in swapped["path"]] == ["begin", "sure", "which", "done"]
    page.get_by_text("Answered", exact=True).click()
    expect(page.get_by_text("“checked by phone”")).to_be_visible()
    accessible(page)


def test_an_executor_node_is_let_in_by_who_has_compared_its_fingerprint(
    page: Page, waiting_node: str, accessible: Look
) -> None:
    page.goto("/executor-nodes")
    card = page.get_by_role("region", name="lisbon-1")
    expect(card.get_by_text("waits to be let in")).to_be_visible()
    accessible(page)
    card.get_by_role("button", name="Authorise").click()
    dialog = page.get_by_role("dialog", name="Authorise: lisbon-1")
    confirm = dialog.get_by_role("button", name="Authorise")
    typed = dialog.get_by_label("The last 6 characters, as the machine says them")

    expect(confirm).to_be_disabled()
    typed.fill("abcdef")
    expect(confirm).to_be_disabled()
    typed.fill(waiting_node[-6:])
    accessible(page)
    confirm.click()

    expect(dialog).to_be_hidden()
    expect(card.get_by_text("authorised")).to_be_visible()


def test_hosts_come_in_only_as_the_preview_has_shown(page: Page, demo: Demo, accessible: Look) -> None:
    page.goto("/inventory")
    expect(page.get_by_text("10 hosts")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Import hosts").click()
    document = page.get_by_role("textbox", name="Inventory")
    document.fill("[lab]\nlab1 ansible_host=192.0.2.11 ansible_password=no\n")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_contain_text("row 2: host lab1, variable 'ansible_password'")

    document.fill("[lab]\nlab1 ansible_host=192.0.2.11 role=bench\n")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("group", name=SHOWN)).to_have_text("+ 1 new hostlab1+ 1 new grouplab")
    accessible(page)
    assert demo.stack.operator.client.get("/hosts/lab1").status_code == 404
    page.get_by_role("button", name="Import 1 host").click()
    page.get_by_role("link", name="See the inventory").click()

    page.get_by_role("textbox", name="Find by name or address").fill("lab")
    page.get_by_role("link", name="lab1").click()
    expect(page.get_by_role("row", name='role "bench"')).to_be_visible()
    accessible(page)
    demo.stack.operator.client.delete("/hosts/lab1").raise_for_status()


@pytest.mark.proof
def test_a_host_is_described_by_hand_and_whoever_was_quicker_is_not_overwritten(
    page: Page, demo: Demo, accessible: Look
) -> None:
    page.goto("/inventory/new")
    page.get_by_role("textbox", name="Name").fill("lab9")
    page.get_by_role("textbox", name="Address").fill("192.0.2.9")
    page.get_by_role("combobox", name="Groups").click()
    page.get_by_role("option", name="db", exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Variables").fill("role: [bench")
    expect(page.get_by_role("button", name="Make the host")).to_be_disabled()
    accessible(page)
    page.get_by_role("textbox", name="Variables").fill("role: bench")
    page.get_by_role("button", name="Make the host").click()
    expect(page.get_by_role("row", name='role "bench"')).to_be_visible()
    accessible(page)

    page.get_by_role("link", name="Edit").click()
    page.get_by_role("textbox", name="User").fill("robot")
    client = demo.stack.operator.client
    quicker = {"name": "lab9", "address": "192.0.2.10"}
    etag = client.get("/hosts/lab9").headers["ETag"]
    client.put("/hosts/lab9", json=quicker, headers={"If-Match": etag}).raise_for_status()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody changed this since you saw it.")
    expect(page.get_by_role("textbox", name="User")).to_have_value("robot")
    accessible(page)

    page.goto("/inventory/hosts/lab9")
    page.get_by_role("button", name="Delete lab9").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Inventory")).to_be_visible()
    assert client.get("/hosts/lab9").status_code == 404


def test_a_schedule_shows_its_next_five_dates_until_it_is_ended(page: Page, accessible: Look) -> None:
    page.goto("/schedules")
    expect(page.get_by_role("heading", name="Nothing runs by itself yet")).to_be_visible()
    page.get_by_role("link", name="New schedule").click()
    page.get_by_role("textbox", name="Name").fill("nightly")
    page.get_by_role("combobox", name="Procedure").click()
    page.get_by_role("option", name="Say hello from every host").click()
    page.get_by_role("combobox", name="Groups").click()
    page.get_by_role("option", name="web").click()
    page.keyboard.press("Escape")
    times = page.get_by_role("textbox", name="Times (cron)")
    times.fill("0 99 * * *")
    page.get_by_role("button", name="Make the schedule").click()
    expect(page.get_by_role("alert")).to_contain_text("Bad hour")
    accessible(page)

    times.fill("30 3 * * *")
    page.get_by_role("button", name="Make the schedule").click()
    card = page.get_by_role("region", name="nightly")
    expect(card.get_by_role("listitem")).to_have_text([re.compile(r":30$")] * 5)
    expect(card).to_contain_text("Every day at 03:30")
    accessible(page)
    page.get_by_text("Calendar", exact=True).click()
    page.get_by_text("Month", exact=True).click()
    for _ in range(2):  # the grid of the next month may begin with days of this one that are over
        page.get_by_role("button", name="Later").click()
    expect(page.get_by_text("nightly", exact=True)).to_have_count(page.locator(".calendar-day").count())
    accessible(page)
    page.get_by_text("Schedules", exact=True).last.click()
    card.get_by_role("button", name="End: nightly").click()
    page.get_by_role("dialog").get_by_role("button", name="End").click()
    expect(card).to_be_hidden()
