"""As an administrator lets a colleague in, and as the colleague makes their account safe."""

import re
from collections.abc import Callable, Iterator

import httpx
import pyotp
import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.screens.conftest import Look

PASSWORD = "seven green bridges"


@pytest.fixture
def grace(demo: Demo) -> Iterator[str]:
    """Somebody who may see everything and change nothing; off at the end."""
    client = demo.stack.operator.client
    client.post("/users", json={"name": "grace", "password": PASSWORD}).raise_for_status()
    client.post("/users/grace/grants", json={"role": "viewer", "scope": None}).raise_for_status()
    yield "grace"
    client.put("/users/grace/active", json={"active": False}).raise_for_status()


def log_in(page: Page, name: str, password: str) -> None:
    page.goto("/account")
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_somebody_new_may_do_just_what_was_granted_and_nothing_once_they_are_off(
    page: Page, open_page: Callable[..., Page], accessible: Look
) -> None:
    page.goto("/users")
    expect(page.get_by_text("You are alone here.", exact=False)).to_be_visible()
    page.get_by_role("button", name="New user").click()
    page.get_by_role("textbox", name="Name").fill("linus")
    page.get_by_role("button", name="Suggest one").click()
    password = page.get_by_role("textbox", name="Password").input_value()
    assert re.fullmatch(r"([a-z2-9]{4}-){4}[a-z2-9]{4}", password)
    accessible(page)
    page.get_by_role("button", name="Make the user").click()
    expect(page.get_by_text("linus may do nothing yet.", exact=False)).to_be_visible()
    page.get_by_role("button", name="Give a role").click()
    page.get_by_role("combobox", name="Role").click()
    page.get_by_role("option", name="operator").click()
    page.get_by_role("radio", name="a group of hosts").check()
    page.get_by_role("combobox", name="Which").fill("db")
    page.get_by_role("option", name="db").click()
    accessible(page)
    page.get_by_role("button", name="Give it").click()
    expect(page.get_by_role("row", name=re.compile("operator on group db"))).to_be_visible()
    accessible(page)

    linus = open_page()
    log_in(linus, "linus", password)
    expect(linus.get_by_role("heading", name="Your account")).to_be_visible()
    expect(linus.get_by_role("link", name="Users")).to_be_hidden()
    linus.goto("/inventory")
    expect(linus.get_by_text("2 hosts")).to_be_visible()

    page.get_by_role("button", name="Deactivate linus").click()
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    expect(page.get_by_text("off", exact=True)).to_be_visible()
    linus.reload()
    expect(linus.get_by_role("heading", name="Log in")).to_be_visible()


def test_the_second_factor_is_turned_on_asked_for_and_reset(
    page: Page, open_page: Callable[..., Page], grace: str, accessible: Look
) -> None:
    own = open_page()
    log_in(own, grace, PASSWORD)
    own.get_by_role("button", name="Turn it on").click()
    expect(own.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    app = pyotp.TOTP(own.get_by_test_id("totp-secret").inner_text())
    accessible(own)
    own.get_by_role("textbox", name="Code").fill(app.now())
    own.get_by_role("button", name="Confirm").click()
    recovery = own.get_by_test_id("secret").inner_text().split()
    assert len(recovery) == 10
    own.get_by_role("button", name="I have kept it").click()
    expect(own.get_by_text("10 recovery codes are left", exact=False)).to_be_visible()
    accessible(own)

    again = open_page()
    log_in(again, grace, PASSWORD)
    again.get_by_label("Code").fill("000000")
    again.get_by_role("button", name="Log in").click()
    expect(again.get_by_role("alert")).to_contain_text("This code is wrong")
    accessible(again)
    again.get_by_label("Code").fill(recovery[0])
    again.get_by_role("button", name="Log in").click()
    expect(again.get_by_text("9 recovery codes are left", exact=False)).to_be_visible()

    again.get_by_role("button", name="End the session of").click()
    again.get_by_role("dialog").get_by_role("button", name="End").click()
    expect(again.get_by_role("button", name="End the session of")).to_be_hidden()
    own.reload()
    expect(own.get_by_role("heading", name="Log in")).to_be_visible()

    page.goto("/users/grace")
    page.get_by_role("button", name="Reset the second factor of grace").click()
    page.get_by_role("dialog").get_by_role("button", name="Reset the second factor").click()
    expect(page.get_by_text("Logging in takes the password alone", exact=False)).to_be_visible()
    log_in(own, grace, PASSWORD)
    expect(own.get_by_role("button", name="Turn it on")).to_be_visible()


@pytest.mark.proof
def test_a_token_is_shown_once_does_what_it_may_and_opens_nothing_when_it_is_revoked(
    page: Page, address: str, accessible: Look
) -> None:
    page.goto("/account")
    page.get_by_role("button", name="New token").click()
    page.get_by_role("textbox", name="Name").fill("a script of mine")
    page.get_by_role("combobox", name="What it may do").click()
    page.get_by_role("option", name="write procedures").click()
    page.keyboard.press("Escape")
    accessible(page)
    page.get_by_role("button", name="Make the token").click()
    token = page.get_by_test_id("secret").inner_text()
    accessible(page)
    page.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_text("only: see procedures, write procedures", exact=False)).to_be_visible()
    assert token not in page.content()

    with httpx.Client(base_url=f"{address}/api/v1", headers={"Authorization": f"Bearer {token}"}) as script:
        assert script.get("/procedures").status_code == 200
        assert script.get("/hosts").status_code == 403
        page.get_by_role("button", name="Revoke the token a script of mine").click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        expect(page.get_by_role("button", name="Revoke the token a script of mine")).to_be_hidden()
        assert script.get("/procedures").status_code == 401


@pytest.mark.proof
def test_a_role_made_here_says_what_it_allows_in_words(page: Page, accessible: Look) -> None:
    page.goto("/roles")
    expect(page.get_by_role("region", name="approver")).to_contain_text("approve")
    page.get_by_role("button", name="New role").click()
    page.get_by_role("textbox", name="Name").fill("night-shift")
    page.get_by_role("checkbox", name="start executions").check()
    expect(page.get_by_role("checkbox", name="see executions")).to_be_checked()
    accessible(page)
    page.get_by_role("button", name="Save the role").click()
    made = page.get_by_role("region", name="night-shift")
    expect(made).to_contain_text("see executions · start executions")
    accessible(page)
    made.get_by_role("button", name="Delete the role night-shift").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(made).to_be_hidden()
