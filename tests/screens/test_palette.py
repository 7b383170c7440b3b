"""Ctrl+K: going anywhere and beginning anything by a few letters, without a mouse."""

import re

from playwright.sync_api import Page, expect

from tests.screens.conftest import Look


def test_a_few_letters_lead_to_a_page_a_host_a_procedure_and_its_sheet(page: Page, accessible: Look) -> None:
    page.goto("/")
    expect(page.get_by_role("button", name="Find")).to_be_visible()
    palette = page.get_by_role("dialog", name="Find or do anything")
    typed = palette.get_by_role("textbox")

    page.keyboard.press("Control+k")
    expect(palette.get_by_role("button", name="Executor nodes")).to_be_visible()
    accessible(page)
    typed.fill("web3")
    expect(palette.get_by_role("button", name="web3")).to_be_visible()
    accessible(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/inventory/hosts/web3$"))

    page.keyboard.press("Control+k")
    typed.fill("run restart")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/procedures/restart-web/run$"))

    page.get_by_role("textbox", name="service").press("Control+k")
    typed.fill("nothing is called so")
    expect(palette.get_by_text("Nothing is called that.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    expect(page.get_by_role("textbox", name="service")).to_be_focused()
