"""A dry run over ssh: the host is asked what would change, and stays as it was."""

from pathlib import Path
from typing import Any

from demo.operator import Operator
from demo.stack import Stack
from tests.end_to_end.test_language import Apply, procedure

STEPS = """\
    begin: {kind: start, next: write}
    write:
      kind: task
      module: ansible.builtin.copy
      args: {content: "said\\n", dest: "~/dry-run.txt"}
      next: {changed: touch, succeeded: wrong}
    touch: {kind: task, module: ansible.builtin.command, args: {argv: [touch, dry-run.txt]}, next: ask}
    ask: {kind: approval, question: really?, next: {approved: tell, refused: wrong, expired: wrong}}
    tell: {kind: notify, channel: mail, message: "it is written", next: done}
    wrong: {kind: end, status: failed}
    done: {kind: end}
"""


def test_the_operator_sees_what_would_change_and_nothing_does(
    operator: Operator, stack: Stack, apply: Apply, fleet: Any, mailbox: Any
) -> None:
    home = Path(fleet.host("edge2").home)
    mails = len(mailbox.messages)
    apply(procedure("dry", STEPS))
    stack.noc("run", "dry", "--host", "edge2", "--check", "--diff", "--no-watch")
    execution = next(operator.every("/executions"))["id"]

    over = operator.until_over(execution, seconds=90)
    assert (over["status"], over["check_mode"], over["changed"]) == ("succeeded", True, 1), over["sentence"]
    visits = {each["node"]: each for each in operator.host(execution, "edge2")["path"]}
    assert list(visits) == ["begin", "write", "touch", "ask", "tell", "done"]
    assert visits["write"]["outcome"] == "changed" and "+said" in visits["write"]["stdout"]
    assert "check mode" in visits["touch"]["message"]
    assert visits["ask"]["message"] == "check mode: nobody was asked, taken as approved"
    assert visits["tell"]["message"] == "check mode: nobody was told through 'mail'"
    assert not (home / "dry-run.txt").exists()
    assert len(mailbox.messages) == mails
