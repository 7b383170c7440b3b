"""As somebody gives a webhook its secret and sees what it was sent."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.scheduler.triggers.messages import ALERTMANAGER
from tests.screens.conftest import Look

WEBHOOK = {"kind": "webhook", "source": "alertmanager", "proof": "token"}


@pytest.mark.proof
def test_the_secret_is_shown_once_and_what_was_sent_with_it_stands_there(
    page: Page, demo: Demo, accessible: Look
) -> None:
    operator = demo.stack.operator
    order = {"name": "alarms", "procedure": "hello", "target": {"groups": ["web"]}, "trigger": WEBHOOK}
    schedule = operator.post("/schedules", order)["id"]
    page.goto("/schedules")
    page.get_by_role("region", name="alarms").get_by_role("link", name="What it was sent").click()
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
    operator.client.delete(f"/schedules/{schedule}").raise_for_status()
