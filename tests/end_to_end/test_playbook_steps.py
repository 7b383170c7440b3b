"""Shipped playbooks as steps, and modules known before anything runs: through all three layers, over ssh."""

from collections.abc import Callable
from typing import Any

import pytest

from demo.operator import Operator
from demo.stack import Stack
from tests.end_to_end.test_language import Apply, procedure, until

pytestmark = pytest.mark.timeout(300)
PLAYBOOK = """\
- hosts: all
  gather_facts: false
  tasks:
    - name: write it down
      ansible.builtin.copy: {content: "{{ words }}", dest: "~/{{ file }}"}
    - name: say what was written
      ansible.builtin.set_stats: {data: {letters: "{{ words | length }}"}}
"""
STEPS = """\
    begin: {kind: start, next: write}
    write: {kind: task, playbook: write-down, args: {words: "${host.name}", file: said.txt}, next: NEXT}
    enough:
      kind: decision
      branches: [{when: steps.write.result.stats.letters == 5, next: done}]
      otherwise: wrong
    wrong: {kind: end, status: failed}
    done: {kind: end}
"""


@pytest.fixture
def shipped(stack: Stack) -> None:
    """The playbook, where the executor node looks for it."""
    folder = stack.layers.folder / "node" / "playbooks"
    folder.mkdir(mode=0o755, exist_ok=True)
    path = folder / "write-down.yml"
    path.write_text(PLAYBOOK)
    path.chmod(0o644)


def test_a_playbook_is_a_step_whose_result_the_flowchart_reads(
    operator: Operator, apply: Apply, fleet: Any, shipped: None
) -> None:
    apply(procedure("write-down", STEPS.replace("NEXT", "enough")))
    execution = operator.start("write-down", hosts=["edge2"])["id"]
    over = operator.until_over(execution, seconds=90)
    assert over["status"] == "succeeded", over["sentence"]
    assert (fleet.host("edge2").home / "said.txt").read_text() == "edge2"
    assert operator.paths(execution)["edge2"] == ("begin", "write", "enough", "done")


def test_a_playbook_that_nobody_ships_fails_and_says_so(operator: Operator, apply: Apply) -> None:
    apply(procedure("nobodys", STEPS.replace("write-down", "nobodys").replace("NEXT", "enough")))
    execution = operator.start("nobodys", hosts=["edge2"])["id"]
    assert operator.until_over(execution, seconds=90)["status"] == "failed"
    assert "playbook.unknown" in str(operator.host(execution, "edge2"))


def test_what_modules_take_is_known_before_a_procedure_is_published(
    operator: Operator, stack: Stack, until_known: Callable[[], Any]
) -> None:
    assert until_known()["options"]["data"]["type"] == "str"
    nodes = STEPS.replace("playbook: write-down", "module: ansible.builtin.ping").replace("NEXT", "done")
    text = procedure("misspelt", nodes)
    told = operator.client.post("/procedures/check", json={"text": text}).json()
    assert {finding["code"] for finding in told["findings"]} >= {"module.option_unknown"}


@pytest.fixture
def until_known(operator: Operator) -> Callable[[], Any]:
    """Asks for a module until the executor node has told of it."""

    def ask() -> Any:
        answer = operator.client.get("/modules/ping")
        return answer.json() if answer.is_success else None

    return lambda: until(ask)
