"""As somebody runs what is about no host, now and by a schedule."""

import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.screens.conftest import Look


@pytest.mark.proof
def test_the_sheet_runs_without_hosts_and_names_none(page: Page, demo: Demo, accessible: Look) -> None:
    page.goto("/procedures/poll-tickets/run")
    page.get_by_role("switch", name="Without hosts").press("Space")
    expect(page.get_by_role("combobox", name="Groups")).to_be_hidden()
    expect(page.get_by_role("heading", name="One walk, about no host")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Run without hosts").click()
    page.wait_for_url("**/executions/*")
    assert demo.stack.operator.newest("poll-tickets")["target"]["without_hosts"] is True


@pytest.mark.proof
def test_a_schedule_without_hosts_asks_for_none(page: Page, demo: Demo, accessible: Look) -> None:
    page.goto("/schedules/new")
    page.get_by_role("textbox", name="Name").fill("ask")
    page.get_by_role("combobox", name="Procedure").click()
    page.get_by_role("option", name="Ask a ticket system what is open").click()
    page.get_by_role("switch", name="Without hosts").press("Space")
    expect(page.get_by_role("combobox", name="Groups")).to_be_hidden()
    accessible(page)
    page.get_by_role("button", name="Make the schedule").click()

    card = page.get_by_role("region", name="ask")
    expect(card.get_by_text("without hosts")).to_be_visible()
    (made,) = (one for one in demo.stack.operator.every("/schedules") if one["name"] == "ask")
    assert made["target"]["without_hosts"] is True
    demo.stack.operator.client.delete(f"/schedules/{made['id']}").raise_for_status()
