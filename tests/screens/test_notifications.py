"""As somebody decides who is told what, tries a channel, and looks what became of a message."""

import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.screens.conftest import Look


@pytest.mark.proof
def test_a_destination_is_made_and_changed_and_a_channel_tried(
    page: Page, demo: Demo, accessible: Look
) -> None:
    page.goto("/notifications")
    expect(page.get_by_text("Nobody is told anything yet.", exact=False)).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="New destination").click()
    page.get_by_role("textbox", name="Name").fill("night")
    page.get_by_role("combobox", name="Channel").click()
    page.get_by_role("option", name="oncall").click()
    page.get_by_role("checkbox", name="recovery").uncheck()
    page.get_by_role("checkbox", name="troubles with this installation").check()
    page.get_by_label("Quiet from").fill("22:00")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    page.get_by_label("Quiet until").fill("07:00")
    accessible(page)
    page.get_by_role("button", name="Save").click()
    told = page.get_by_role("region", name="Who is told")
    expect(told).to_contain_text(
        "tells the first failure, questions, troubles with this installation · quiet from 22:00 to 07:00"
    )
    page.get_by_role("button", name="Edit night").click()
    page.get_by_role("textbox", name="Gather for minutes").fill("15")
    page.get_by_role("button", name="Save").click()
    expect(told).to_contain_text("gathered for 15 minutes")
    kept = demo.stack.operator.get("/destinations/night")
    assert (kept["tell"], kept["digest_seconds"]) == (["first_failure", "question", "trouble"], 900)

    page.get_by_role("button", name="Send a test by oncall").click()
    sent = page.get_by_role("region", name="Messages")
    tried = sent.get_by_role("listitem").filter(has_text="noc-orchestrator: test")
    expect(tried.get_by_text("delivered").first).to_be_visible()
    tried.get_by_text("Text and one try").click()
    expect(tried.get_by_text("tries whether this channel works.", exact=False)).to_be_visible()
    accessible(page)

    page.get_by_role("button", name="Delete night").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nobody is told anything yet.", exact=False)).to_be_visible()
