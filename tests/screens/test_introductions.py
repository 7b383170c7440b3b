"""As somebody announces an executor node, hands over what lets it in, and takes it back."""

import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.screens.conftest import Look


@pytest.mark.proof
def test_an_executor_node_is_announced_once_and_the_announcement_withdrawn(
    page: Page, demo: Demo, accessible: Look
) -> None:
    page.goto("/executor-nodes")
    announced = page.get_by_role("region", name="Announced")
    expect(announced.get_by_text("None was announced.", exact=False)).to_be_visible()
    accessible(page)
    announced.get_by_role("button", name="Announce one").click()
    dialog = page.get_by_role("dialog", name="Announce one")
    dialog.get_by_role("textbox", name="Name").fill("porto-1")
    expect(dialog.get_by_role("button", name="Announce it")).to_be_disabled()
    dialog.get_by_role("combobox", name="It may serve the hosts of").click()
    page.get_by_role("option", name="web").click()
    page.keyboard.press("Tab")
    accessible(page)
    dialog.get_by_role("button", name="Announce it").click()
    token = page.get_by_test_id("secret").inner_text()
    accessible(page)
    page.get_by_role("button", name="I have kept it").click()
    assert token not in page.content()

    row = announced.get_by_role("row").filter(has_text="porto-1")
    expect(row).to_contain_text("may come until")
    (made,) = demo.stack.operator.every("/introductions")
    assert (made["name"], made["groups"]) == ("porto-1", ["web"])
    row.get_by_role("button", name="Withdraw the announcement of porto-1").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(row).to_contain_text("withdrawn")
    expect(row.get_by_role("button")).to_be_hidden()
    accessible(page)
