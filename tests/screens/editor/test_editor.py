"""Writing a procedure in the browser: by mouse, by keys alone, as text, and with somebody else at it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.screens.editor.conftest import House, log_in

WEB = """\
# Restarts what is down.
apiVersion: noc/v1
kind: Procedure
metadata: {name: web, title: Mend the web}
spec:
  nodes:
    begin: {kind: start, next: check}
    check: {kind: task, module: ansible.builtin.command, args: {cmd: ls}, next: {succeeded: done, failed: tell}} # a
    tell: {kind: notify, channel: oncall, message: down, next: done}
    done: {kind: end}
"""


@pytest.fixture
def web(house: House, page: Page) -> Page:
    """An editor with a published procedure in it."""
    assert house.layers.apply("web", WEB).status_code == 201
    page.goto("/procedures/web/edit")
    expect(step(page, "check")).to_be_visible()
    return page


def step(page: Page, node: str):
    return page.locator(f'.react-flow__node[data-id="{node}"]')


def panel(page: Page):
    return page.get_by_role("complementary", name="Details")


def line(page: Page, name: str):
    return page.get_by_role("treeitem", name=re.compile(name)).first


def new(page: Page, name: str) -> None:
    page.goto("/procedures/new")
    page.get_by_label("Name").fill(name)
    page.keyboard.press("Enter")
    expect(step(page, "begin")).to_be_visible()


def drag(page: Page, choice: str, x: float, y: float) -> None:
    """From the palette to a place in the chart, in parts of its width and height."""
    canvas = page.locator(".canvas")
    box = canvas.bounding_box()
    assert box
    page.get_by_role("button", name=choice).first.drag_to(
        canvas, target_position={"x": box["width"] * x, "y": box["height"] * y}
    )


def connect(page: Page, source: str, target: str) -> None:
    """From the lower handle of one step to the upper one of another."""
    step(page, source).locator(".source").hover()
    start = step(page, source).locator(".source").bounding_box()
    end = step(page, target).locator(".target").bounding_box()
    assert start and end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] - 20, end["y"] - 20, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=4)
    page.mouse.up()


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.get_by_text("✓ saved")).to_be_visible()


def test_six_steps_are_put_together_with_the_mouse(house: House, page: Page) -> None:
    new(page, "by-mouse")
    drag(page, "Task", 0.25, 0.3)
    panel(page).get_by_role("combobox", name="Module").fill("user")
    page.get_by_role("option", name="ansible.builtin.user").click()
    panel(page).get_by_label("name").fill("deploy")
    drag(page, "Decision", 0.75, 0.3)
    drag(page, "Notify", 0.75, 0.75)
    panel(page).get_by_label("Channel").fill("oncall")
    panel(page).get_by_label("Message").fill("it is so")
    drag(page, "End", 0.3, 0.9)

    step(page, "begin").click()
    panel(page).get_by_role("button", name="Remove the arrow “ok”").click()
    connect(page, "begin", "task")
    connect(page, "task", "decision")
    connect(page, "decision", "notify")
    connect(page, "decision", "done")
    connect(page, "notify", "end")
    step(page, "decision").click()
    panel(page).get_by_label("When").fill("steps.task.changed")
    page.keyboard.press("Enter")
    save(page)

    assert house.path("by-mouse") == ["begin", "task", "decision", "done"]
    changed = {"task": {"changed": True}}
    assert house.path("by-mouse", results=changed) == ["begin", "task", "decision", "notify", "end"]
    expect(page.get_by_role("region", name="Problems").get_by_role("status")).to_have_text("none")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_label("What changed, and why").fill("the first")
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is published")).to_be_visible()


def test_six_steps_are_put_together_with_the_keyboard_alone(house: House, page: Page) -> None:
    press, type_ = page.keyboard.press, page.keyboard.type

    def add(words: str) -> None:
        press("a")
        expect(page.get_by_role("combobox", name="Search steps and modules")).to_be_focused()
        type_(words)
        expect(page.get_by_role("option", selected=True)).to_contain_text(re.compile(words, re.I))
        press("Enter")
        expect(page.get_by_role("dialog")).to_be_hidden()

    def tab_to(found: Callable[[], bool]) -> None:
        for _ in range(60):
            if found():
                return
            press("Tab")
        raise AssertionError("the keyboard does not get there")

    def focused(what: str) -> Callable[[], bool]:
        return lambda: bool(page.evaluate("what => document.activeElement.matches(what)", what))

    def labelled(label: str) -> Callable[[], bool]:
        return lambda: (
            label
            in str(
                page.evaluate(
                    "(document.activeElement.labels?.[0]?.textContent ?? '') + '|' +"
                    " (document.activeElement.getAttribute('aria-label') ?? '')"
                )
            )
        )

    def fill(node: str, **fields: str) -> None:
        """Into the form of a line, field by field, and back."""
        while node not in page.locator("[role=treeitem]:focus").inner_text():
            press("ArrowDown")
        press("Enter")
        for label, text in fields.items():
            tab_to(labelled(label))
            type_(text)
            press("Tab")
        press("Escape")
        expect(line(page, node)).to_be_focused()

    new(page, "by-keys")
    tab_to(focused("input[type=radio]"))
    press("ArrowRight")
    expect(page.get_by_role("tree")).to_be_visible()
    tab_to(focused("[role=treeitem]"))
    expect(line(page, "begin")).to_be_focused()
    add("user")
    expect(line(page, "user")).to_be_focused()
    add("decision")
    expect(line(page, "decision")).to_be_focused()
    add("notify")
    expect(line(page, "notify")).to_be_focused()
    add("end")
    expect(line(page, "end End")).to_be_focused()
    press("Home")
    fill("user", name="deploy")
    fill("decision", When="steps.user.changed")
    press("Home")
    fill("notify", Channel="oncall", Message="nothing was changed")
    save(page)

    path = ["begin", "user", "decision", "notify", "end"]
    assert house.path("by-keys") == path
    assert house.path("by-keys", results={"user": {"changed": True}}) == ["begin", "user", "decision", "done"]
    press("Home")
    press("ArrowDown")
    press("Delete")
    press("Control+z")
    press("Control+d")
    expect(line(page, "user_2")).to_be_focused()


def test_everything_can_be_undone_one_step_at_a_time(web: Page) -> None:
    undo = web.get_by_role("button", name=re.compile("^Undo"))
    step(web, "tell").click()
    panel(web).get_by_label("Message").fill("still down")
    web.keyboard.press("Tab")
    panel(web).get_by_label("Id").fill("shout")
    web.keyboard.press("Enter")
    expect(step(web, "shout")).to_be_visible()
    step(web, "shout").click()
    web.keyboard.press("Control+d")
    expect(step(web, "shout_2")).to_be_visible()
    web.keyboard.press("Delete")
    step(web, "check").drag_to(web.locator(".canvas"), target_position={"x": 80, "y": 200})
    web.get_by_role("button", name="Tidy up").click()
    step(web, "check").click()
    web.keyboard.press("Delete")
    expect(step(web, "check")).to_be_hidden()
    expect(web.get_by_text("● not saved")).to_be_visible()

    while undo.is_enabled():
        undo.click()

    expect(undo).to_be_disabled()
    expect(web.get_by_text("✓ saved")).to_be_visible()
    expect(step(web, "check")).to_be_visible()


def test_text_and_chart_move_each_other(house: House, web: Page) -> None:
    web.get_by_role("switch", name="YAML").check(force=True)
    text = web.locator(".cm-content")
    step(web, "tell").click()
    expect(text.locator(".text-chosen")).to_contain_text("tell:")
    panel(web).get_by_label("Title").fill("Tell them")
    web.keyboard.press("Enter")
    expect(text).to_contain_text("title: Tell them")

    text.get_by_text("kind: end").click()
    web.keyboard.press("Home")
    web.keyboard.insert_text("extra: {kind: end, status: failed}\n    ")
    web.get_by_role("button", name="Fit View").click()
    expect(step(web, "extra")).to_be_visible()
    text.click()
    web.keyboard.press("Control+End")
    web.keyboard.type("{")
    expect(web.get_by_role("region", name="Problems")).to_contain_text("error")
    expect(step(web, "extra")).to_be_visible()
    web.keyboard.press("Backspace")
    save(web)
    assert house.draft("web").startswith("# Restarts what is down.")
    assert "# a\n" in house.draft("web")


@pytest.mark.proof
def test_steps_travel_from_one_procedure_to_another_as_yaml(house: House, web: Page) -> None:
    step(web, "check").click()
    step(web, "tell").click(modifiers=["Control"])
    web.keyboard.press("Control+c")
    assert "kind: notify" in web.evaluate("navigator.clipboard.readText()")
    new(web, "elsewhere")
    step(web, "begin").click()
    web.keyboard.press("Control+v")
    expect(step(web, "check")).to_be_visible()
    expect(step(web, "tell")).to_be_visible()
    save(web)
    assert "failed: tell" in house.draft("elsewhere")


def test_of_two_browsers_on_one_draft_the_second_to_save_sees_the_difference(
    house: House, web: Page, elsewhere: Page
) -> None:
    elsewhere.goto("/procedures/web/edit")
    step(elsewhere, "tell").click()
    panel(elsewhere).get_by_label("Message").fill("from ana")
    elsewhere.keyboard.press("Tab")
    save(elsewhere)
    step(web, "tell").click()
    panel(web).get_by_label("Message").fill("from bea")
    web.keyboard.press("Tab")
    web.keyboard.press("Control+s")
    conflict = web.get_by_role("dialog", name="Somebody else saved meanwhile")
    expect(conflict).to_contain_text("from ana")
    expect(conflict).to_contain_text("from bea")
    conflict.get_by_role("button", name="Decide later").click()
    assert "from ana" in house.draft("web")

    web.keyboard.press("Control+s")
    conflict.get_by_role("button", name="Take the other draft").click()
    expect(web.get_by_text("✓ saved")).to_be_visible()
    expect(panel(web).get_by_label("Message")).to_have_value("from ana")
    web.get_by_role("button", name=re.compile("^Undo")).click()
    expect(panel(web).get_by_label("Message")).to_have_value("from bea")
    save(web)
    assert "from bea" in house.draft("web")


@pytest.mark.proof
def test_a_session_that_ends_costs_nothing_that_was_typed(
    house: House, web: Page, context: BrowserContext
) -> None:
    step(web, "tell").click()
    panel(web).get_by_label("Message").fill("typed before")
    web.keyboard.press("Tab")
    context.clear_cookies()
    web.keyboard.press("Control+s")
    log_in(web)
    expect(web.get_by_role("dialog")).to_be_hidden()
    expect(panel(web).get_by_label("Message")).to_have_value("typed before")
    save(web)
    assert "typed before" in house.draft("web")


@pytest.mark.proof
def test_a_closed_tab_costs_nothing_that_was_typed(web: Page, context: BrowserContext) -> None:
    step(web, "tell").click()
    panel(web).get_by_label("Message").fill("typed before")
    web.keyboard.press("Tab")
    while not web.evaluate("Object.keys(localStorage).some((key) => key.startsWith('noc-unsaved:'))"):
        web.wait_for_timeout(50)
    web.close()
    again = context.new_page()
    again.goto("/procedures/web/edit")
    again.get_by_role("button", name="Bring it back").click()
    step(again, "tell").click()
    expect(panel(again).get_by_label("Message")).to_have_value("typed before")


@pytest.mark.proof
def test_a_rehearsal_lights_the_way_up(web: Page) -> None:
    web.get_by_role("button", name="Rehearse").click()
    panel(web).get_by_label("check").click()
    web.get_by_role("option", name="failed").click()
    panel(web).get_by_role("button", name="Rehearse").click()
    expect(step(web, "tell").locator(".step-walked")).to_be_visible()
    expect(panel(web)).to_contain_text("succeeded")
    panel(web).get_by_label("check").click()
    web.get_by_role("option", name="ok").click()
    panel(web).get_by_role("button", name="Rehearse").click()
    expect(step(web, "tell").locator(".step-idle")).to_be_visible()


@pytest.mark.proof
def test_what_a_draft_changed_is_seen_against_a_version(web: Page) -> None:
    step(web, "tell").click()
    web.keyboard.press("Delete")
    web.get_by_role("button", name="Versions").click()
    picture = web.get_by_role("dialog")
    expect(picture.locator('[data-id="tell"] .step-removed')).to_be_visible()
    expect(picture.locator('[data-id="check"] .step-changed')).to_be_visible()
    expect(picture).to_contain_text("tell: removed")


@pytest.mark.proof
def test_axe_has_nothing_to_say(web: Page, accessible: Callable[[Page], None]) -> None:
    step(web, "check").click()
    web.get_by_role("switch", name="YAML").check(force=True)
    expect(web.locator(".cm-content")).to_be_visible()
    accessible(web)
    web.get_by_text("Outline", exact=True).click()
    expect(web.get_by_role("tree")).to_be_visible()
    accessible(web)
    web.get_by_role("button", name="Add step").click()
    expect(web.get_by_role("dialog")).to_be_visible()
    accessible(web)


def test_on_a_phone_the_outline_comes_first_and_forms_come_up_and_go(house: House, page: Page) -> None:
    assert house.layers.apply("web", WEB).status_code == 201
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/procedures/web/edit")
    line(page, "check").click()
    panel(page).get_by_label("Title").fill("Is it there?")
    panel(page).get_by_role("button", name="Done").click()
    expect(panel(page)).to_be_hidden()
    expect(line(page, "Is it there\\?")).to_be_visible()

    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Title and parameters").click()
    expect(panel(page).get_by_label("Title")).to_have_value("Mend the web")
    panel(page).get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Add step").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("✓ saved")).to_be_visible()
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(fits)
