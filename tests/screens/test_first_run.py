"""As a new user goes: the first visit, a procedure, the sheet, a run on six real hosts until its end, and why."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.screens.conftest import NAME, PASSWORD, Look, State

END = re.compile("4 of 6 hosts ok .* web4 failed at gave_up; web5 unreachable")


@pytest.fixture
def run(demo: Demo) -> str:
    """The address of the run that the demo's own operator would make, over and failed on two hosts."""
    demo.fleet.reset()
    started = demo.stack.operator.start("restart-web", groups=["web"])
    demo.stack.operator.until_over(started["id"], 60)
    return f"/executions/{started['number']}"


def test_a_new_user_runs_the_demo_and_watches_it_end(
    page: Page, open_page: Callable[..., Page], administrator: State, demo: Demo, accessible: Look
) -> None:
    demo.fleet.reset()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Procedures", exact=True).click()
    expect(page.get_by_text(re.compile(r"^\d+ procedures$"))).to_be_visible()
    accessible(page)

    page.get_by_role("link", name="Run Restart the web service where it is down").click()
    expect(page.get_by_role("button", name="Choose hosts first")).to_be_disabled()
    page.get_by_role("combobox", name="Groups").click()
    page.get_by_role("option", name="web (6)").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="6 hosts will walk")).to_be_visible()
    hosts = page.get_by_role("list", name="Hosts that will walk").get_by_role("listitem")
    expect(hosts).to_have_text(["web1", "web2", "web3", "web4", "web5", "web6"])
    accessible(page)

    page.get_by_role("button", name="Run on 6 hosts").click()
    expect(page.get_by_role("button", name=re.compile("Does the service run?"))).to_be_visible()
    expect(page.get_by_test_id("sentence")).to_have_text(END)
    expect(page.get_by_role("button", name=re.compile(r"Restart it \(Task\) 3\s+changed"))).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="failed ×4").click()
    expect(page.get_by_role("dialog", name="check").get_by_role("button", name="web4")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_text("Hosts × steps", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(7)
    page.keyboard.press("f")
    expect(page.get_by_role("dialog", name="web4")).to_be_visible()
    why = page.get_by_test_id("why-here")
    expect(why).to_contain_text("because stopped after 5 rounds, the most it may do")
    expect(page.get_by_text("non-zero return code (rc 3)").first).to_be_visible()
    accessible(page)

    elsewhere = open_page(locale="pt-BR", storage_state=administrator)
    elsewhere.goto(page.url)
    why = elsewhere.get_by_test_id("why-here")
    expect(why).to_contain_text("chegou ao fim “gave_up”, que conta como falha.")
    expect(why).to_contain_text("porque parou após 5 rodadas, o máximo permitido")
    expect(elsewhere.get_by_text("porque nenhuma condição era verdadeira: ").first).to_be_visible()
    accessible(elsewhere)


@pytest.mark.proof
def test_failed_hosts_go_on_from_where_they_fell_after_a_preview_of_what_that_means(
    page: Page, run: str, accessible: Look
) -> None:
    page.goto(run)
    page.get_by_role("button", name="Resume the failed hosts").click()

    expect(page.get_by_text("web4 from “Until it runs, at most five times”")).to_be_visible()
    expect(page.get_by_text("web5 from “Does it answer now?”")).to_be_visible()
    accessible(page)
    page.get_by_label("Reason").fill("once more")
    page.get_by_role("button", name="Resume 2 hosts").click()

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_test_id("sentence")).to_have_text(END)


def test_a_session_that_ends_asks_again_over_the_page_and_nothing_typed_is_lost(page: Page) -> None:
    page.goto("/procedures/restart-web/run")
    page.get_by_role("textbox", name="service").fill("a-service-of-mine")
    page.context.clear_cookies()
    page.get_by_role("combobox", name="Groups").click()
    page.get_by_role("option", name="db (2)").click()

    again = page.get_by_role("dialog", name="Your session has ended")
    again.get_by_role("textbox", name="Name").fill(NAME)
    again.get_by_role("textbox", name="Password").fill(PASSWORD)
    again.get_by_role("button", name="Log in").click()

    expect(again).to_be_hidden()
    expect(page.get_by_role("textbox", name="service")).to_have_value("a-service-of-mine")


def test_the_other_language_says_everything_too(
    open_page: Callable[..., Page], administrator: State, accessible: Look
) -> None:
    page = open_page(locale="pt-BR", storage_state=administrator)
    page.goto("/procedures/hello/run")
    page.get_by_role("combobox", name="Grupos").click()
    page.get_by_role("option", name="db (2)").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Executar em 2 hosts").click()

    expect(page.get_by_text("concluído").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
    accessible(page)


def test_two_keys_lead_from_page_to_page_but_not_while_somebody_types_nor_for_who_wants_none(
    page: Page, accessible: Look
) -> None:
    page.goto("/procedures")
    search = page.get_by_role("textbox", name="Find a procedure")
    search.press_sequentially("gr")
    expect(search).to_have_value("gr")
    search.blur()

    page.keyboard.press("g")
    page.keyboard.press("r")

    expect(page.get_by_role("heading", name="Executions")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name=NAME).click()
    page.get_by_role("menuitemcheckbox", name="One-key shortcuts").click()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_strangers_see_the_login_and_nothing_else(
    open_page: Callable[..., Page], administrator: State, accessible: Look
) -> None:
    page = open_page()
    page.goto("/executions/1")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    accessible(page)

    page.get_by_role("textbox", name="Name").fill(NAME)
    page.get_by_role("textbox", name="Password").fill("not this one at all")
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("alert")).to_contain_text("Name or password is wrong.")


def test_strangers_are_met_in_the_language_of_their_browser_and_may_choose_the_other_for_good(
    open_page: Callable[..., Page], administrator: State, accessible: Look
) -> None:
    page = open_page(locale="pt-PT")
    page.goto("/")
    expect(page.get_by_role("heading", name="Entrar")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
    accessible(page)

    page.get_by_role("group", name="Idioma").get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()

    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("textbox", name="Name").fill(NAME)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()


def test_the_first_load_brings_at_most_350_kb_of_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page()
    packed: list[int] = []
    page.on(
        "response",
        lambda answer: (
            packed.append(int(answer.headers["content-length"])) if answer.url.endswith(".js") else None
        ),
    )
    page.goto("/")
    expect(page.get_by_role("heading", name=re.compile("Log in|Welcome"))).to_be_visible()

    assert 0 < sum(packed) <= 350 * 1024, f"{sum(packed) / 1024:.0f} kB"
