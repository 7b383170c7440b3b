"""As an administrator brings a credential in and finds in the audit who did what; no secret is seen again."""

import json
import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.screens.conftest import NAME, Look

SECRET = "no horse reads this"


def test_a_credential_is_written_bound_given_another_secret_and_revoked(
    page: Page, demo: Demo, accessible: Look
) -> None:
    page.goto("/credentials")
    expect(page.get_by_role("heading", name="No credential yet")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="New credential").click()
    page.get_by_role("combobox", name="Kind").click()
    page.get_by_role("option", name="Password", exact=True).click()
    page.get_by_role("textbox", name="Name").fill("edge-login")
    page.get_by_role("textbox", name="Password").fill(SECRET)
    accessible(page)
    page.get_by_role("button", name="Make the credential").click()

    expect(page.get_by_text("Bound to no group, it is given to nobody.")).to_be_visible()
    accessible(page)
    page.get_by_role("combobox", name="For the hosts of").click()
    page.get_by_role("option", name="db", exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Version 1")).to_be_visible()
    page.get_by_role("button", name="Another secret").click()
    page.get_by_role("dialog").get_by_role("textbox", name="Password").fill("nor this one")
    accessible(page)
    page.get_by_role("button", name="Replace the secret").click()
    expect(page.get_by_role("row", name="Version 2")).to_be_visible()
    assert demo.stack.operator.get("/credentials/edge-login")["groups"] == ["db"]
    assert SECRET not in page.content()

    page.get_by_role("button", name="Revoke edge-login").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("revoked", exact=True)).to_be_visible()
    page.get_by_role("link", name="All credentials").click()
    expect(page.get_by_role("row", name=re.compile("edge-login.*revoked"))).to_be_visible()
    accessible(page)


@pytest.mark.proof
def test_a_reference_to_a_vault_says_in_words_what_is_missing(page: Page, accessible: Look) -> None:
    page.goto("/credentials/new")
    page.get_by_role("combobox", name="Kind").click()
    page.get_by_role("option", name="Vault reference").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("from-vault")
    page.get_by_role("textbox", name="Address").fill("https://vault.invalid")
    page.get_by_role("textbox", name="Path").fill("noc/edge")
    page.get_by_role("textbox", name="Field").fill("key")
    page.get_by_role("combobox", name="Used as").click()
    page.get_by_role("option", name="SSH key").click()
    page.get_by_role("button", name="Make the credential").click()

    expect(page.get_by_role("alert")).to_contain_text("either a token, or a role id with its secret id")
    accessible(page)


@pytest.fixture
def refusal(demo: Demo) -> str:
    """The name of a procedure that somebody wanted to delete though there is none such."""
    answer = demo.stack.operator.client.delete("/procedures/never-was")
    assert answer.status_code == 404
    return "never-was"


def test_the_audit_is_searched_verified_and_exported(page: Page, refusal: str, accessible: Look) -> None:
    page.goto("/audit")
    expect(page.get_by_role("listitem").first).to_be_visible()
    accessible(page)
    page.get_by_role("textbox", name="About").fill(refusal)
    found = page.get_by_role("list").filter(has_text=refusal).get_by_role("listitem")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("delete a procedure")
    assert f"text={refusal}" in page.url
    page.reload()
    expect(found).to_have_count(1)

    with page.expect_download() as exported:
        page.get_by_role("link", name="Export JSON lines").click()
    (entry,) = exported.value.path().read_text().splitlines()
    assert json.loads(entry)["object"] == refusal
    page.get_by_role("button", name="Clear the search").click()
    expect(page.get_by_role("listitem").nth(5)).to_be_visible()
    page.get_by_role("combobox", name="Who").click()
    page.get_by_role("option", name=NAME, exact=True).click()
    expect(page.get_by_role("button", name=f"Only what {NAME} did").first).to_be_visible()
    expect(page.get_by_text(refusal)).to_be_hidden()

    page.get_by_role("button", name="Verify the chain").click()
    expect(page.get_by_text(re.compile(r"Whole: \d+ entries"))).to_be_visible()
    accessible(page)


@pytest.mark.proof
def test_who_may_not_see_the_audit_is_told_so_in_words(page: Page, address: str, accessible: Look) -> None:
    with httpx.Client(base_url=address) as stranger:
        assert stranger.get("/api/v1/audit/export").status_code == 401
    page.route(
        "**/api/v1/audit?*", lambda route: route.fulfill(status=403, json={"code": "permission.denied"})
    )
    page.goto("/audit")

    expect(page.get_by_role("alert")).to_contain_text("You may not do that here")
    accessible(page)
