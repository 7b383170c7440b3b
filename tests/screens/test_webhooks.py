"""As somebody gives a webhook its secret and sees what it was sent."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.scheduler.triggers.messages import ALERTMANAGER
from tests.screens.conftest import Look

ASKED = {
    "kind": "webhook",
    "source": "alertmanager",
    "proof": "token",
    "senders": ["127.0.0.0/8"],
    "retry": {"most": 2, "after_ms": 60_000},
}


@pytest.mark.proof
def test_a_webhook_is_made_its_secret_shown_once_and_what_was_sent_with_it_stands_there(
    page: Page, demo: Demo, accessible: Look
) -> None:
    operator = demo.stack.operator
    page.goto("/schedules/new")
    page.get_by_role("textbox", name="Name").fill("alarms")
    page.get_by_role("combobox", name="Procedure").click()
    page.get_by_role("option", name="Say hello from every host").click()
    page.get_by_role("combobox", name="Groups").click()
    page.get_by_role("option", name="web").click()
    page.keyboard.press("Escape")
    page.get_by_text("webhook", exact=True).click()
    page.get_by_role("combobox", name="How it proves itself").click()
    page.get_by_role("option", name="token (weaker)").click()
    page.get_by_role("combobox", name="Only from these networks").fill("127.0.0.0/8")
    page.keyboard.press("Enter")
    page.get_by_label("Try what fails again").fill("2")
    accessible(page)
    page.get_by_role("button", name="Make the schedule").click()
    expect(page.get_by_role("heading", name="alarms")).to_be_visible()
    (made,) = (one for one in operator.every("/schedules") if one["name"] == "alarms")
    assert {name: made["trigger"][name] for name in ASKED} == ASKED
    schedule = made["id"]
    expect(page.get_by_text("No message has come yet.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="New secret").click()
    page.get_by_role("textbox", name="Reason").fill("for Alertmanager")
    page.get_by_role("button", name="Make the secret").click()
    path, secret = page.get_by_test_id("secret").inner_text().split()
    accessible(page)
    page.get_by_role("button", name="I have kept it").click()
    assert secret not in page.content()

    bearing = {"Authorization": f"Bearer {secret}"}
    sent = httpx.post(f"{demo.layers.scheduler_url}{path}", json=ALERTMANAGER, headers=bearing)
    assert sent.status_code == 202, sent.text

    expect(page.get_by_text("1 accepted, 0 had come before, 0 refused")).to_be_visible()
    came = page.get_by_role("table", name="What came of it")
    expect(came.get_by_role("row").filter(has_text="web1")).to_contain_text("started an execution")
    accessible(page)

    page.get_by_role("button", name="Change the intake").click()
    changing = page.get_by_role("dialog")
    expect(changing.get_by_label("Try what fails again")).to_have_value("2")
    changing.get_by_label("Try what fails again").fill("0")
    accessible(page)
    changing.get_by_role("button", name="Change it").click()
    expect(changing).to_be_hidden()
    trigger = operator.client.get(f"/schedules/{schedule}").json()["trigger"]
    assert (trigger["senders"], "retry" in trigger) == (["127.0.0.0/8"], False)
    operator.client.delete(f"/schedules/{schedule}").raise_for_status()
