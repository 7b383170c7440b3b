"""A module that hangs ends when its time is over, and nothing of it lives on, neither here nor there."""

from collections.abc import Callable
from datetime import datetime, timedelta

import psutil
import pytest

from demo.operator import Operator
from demo.stack import Stack

ODD_NUMBER = "93571"
HANG = f"""\
apiVersion: noc/v1
kind: Procedure
metadata: {{name: hang}}
spec:
  nodes:
    begin: {{kind: start, next: sleep}}
    sleep:
      kind: task
      purpose: action
      module: ansible.builtin.command
      args: {{argv: [sleep, "{ODD_NUMBER}"]}}
      timeout: 3s
      next: {{succeeded: done, timed_out: late}}
    done: {{kind: end}}
    late: {{kind: end, status: failed}}
"""


@pytest.mark.proof
@pytest.mark.timeout(300)
def test_a_hanging_module_times_out_and_leaves_no_process(
    stack: Stack, operator: Operator, apply: Callable[[str], None]
) -> None:
    apply(HANG)
    execution = operator.start("hang", hosts=["edge2"])["id"]
    assert operator.until_over(execution, seconds=60)["status"] == "failed"
    (visit,) = operator.visits(execution, node="sleep")
    assert (visit["status"], visit["outcome"]) == ("timed_out", "timed_out")
    took = datetime.fromisoformat(visit["finished_at"]) - datetime.fromisoformat(visit["started_at"])
    assert timedelta(seconds=3) <= took <= timedelta(seconds=6)
    assert [line for line in map(command_line, psutil.process_iter()) if ODD_NUMBER in line] == []


def command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
