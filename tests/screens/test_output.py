"""What hosts write is read, searched and linked to, and does nothing else, whatever it is."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from demo.whole import Demo
from tests.screens.conftest import Look

#: Colours, a link, a title, a script, an image that acts, text turned round, bells, and one line of ten megabytes.
NASTY = (
    r"\033[31mred alert\033[0m\n"
    r"\033]8;;https://evil.example/\007click me\033]8;;\007\n"
    r"\033]0;owned\007\033[2J\033[10;10Hstill here\n"
    r"<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\n"
    r"user\342\200\256txt.exe\a\n"
    r"red alert again\n"
)
COMMAND = f'printf "{NASTY}"; seq 1 2000; head -c 10000000 /dev/zero | tr "\\0" x'
PROCEDURE = f"""
apiVersion: noc/v1
kind: Procedure
metadata: {{name: noisy, title: Write a lot}}
spec:
  nodes:
    begin: {{kind: start, next: speak}}
    speak:
      kind: task
      title: Speak
      purpose: monitoring
      module: ansible.builtin.shell
      args: {{cmd: {json.dumps(COMMAND)}}}
      next: {{any: done}}
    done: {{kind: end}}
"""


@pytest.fixture
def noisy(demo: Demo) -> str:
    """The address of the output of two hosts that have written what they could."""
    operator = demo.stack.operator
    answer = operator.client.put("/procedures/noisy", json={"text": PROCEDURE})
    assert answer.is_success, answer.text
    started = operator.start("noisy", hosts=["web1", "web2"])
    operator.until_over(started["id"], 60)
    return f"/executions/{started['number']}?view=log"


def test_output_is_read_searched_and_linked_to_and_does_nothing_else(
    page: Page, noisy: str, accessible: Look
) -> None:
    elsewhere: list[str] = []
    page.on("request", lambda asked: elsewhere.append(asked.url) if "evil" in asked.url else None)
    page.on("dialog", lambda dialog: elsewhere.append(dialog.message))
    page.goto(noisy)
    output = page.get_by_role("group", name="Output")
    expect(output.get_by_text("red alert", exact=True)).to_have_css("color", "rgb(255, 143, 143)")
    expect(output.get_by_text("click me", exact=True)).to_be_visible()
    expect(output.get_by_text("still here")).to_be_visible()
    expect(output.get_by_text("<script>document.title='owned'</script><img src=x")).to_be_visible()
    expect(output.get_by_text("user⟨U+202E⟩txt.exe")).to_be_visible()
    expect(output.locator("a, img, script")).to_have_count(0)
    accessible(page)

    page.get_by_label("Search in all output").fill("RED alert")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="4 lines on 2 hosts")).to_be_visible()
    expect(output.locator("mark").first).to_have_text("red alert")
    page.get_by_label("Search in all output").fill("1999")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="2 lines on 2 hosts")).to_be_visible()
    page.get_by_role("button", name="Next match").click()
    expect(output.locator("[data-marked=true] mark")).to_have_text("1999")
    expect(page).to_have_url(re.compile("line="))
    output.locator("[data-marked=true] button").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(output.locator("[data-marked=true]")).to_contain_text("2000")
    page.go_back()

    page.reload()
    expect(output.locator("[data-marked=true]")).to_contain_text("1999")
    assert page.title() != "owned"
    assert elsewhere == []

    page.get_by_text("Flowchart", exact=True).click()
    page.keyboard.press("]")
    expect(page.get_by_role("dialog", name="begin")).to_be_visible()
    page.keyboard.press("]")
    dialog = page.get_by_role("dialog", name="speak")
    dialog.get_by_role("button", name="Output of this step").click()
    expect(page.get_by_role("combobox", name="Step")).to_have_value("Speak")
    with page.expect_download() as begun:
        page.get_by_role("link", name="All of it as a file").click()
    written = begun.value.path().read_text()
    assert written.count("\tspeak#2\t") == 2 * 2007
