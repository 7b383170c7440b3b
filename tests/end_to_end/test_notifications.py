"""Who is on call is told which host and which service, in the log and by mail."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from demo.operator import Operator
from demo.stack import Stack

TELL_BOTH = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: tell-both}
spec:
  parameters:
    service: {type: string, default: nginx}
  nodes:
    begin: {kind: start, next: check}
    check:
      kind: task
      purpose: monitoring
      module: ansible.builtin.command
      args: {argv: [systemctl, is-active, "${params.service}"]}
      timeout: 30s
      next: {succeeded: done, failed: mail, unreachable: mail}
    mail:
      kind: notify
      channel: mail
      subject: "${params.service} on ${host.name}"
      message: "${params.service} is ${steps.check.stdout} on ${host.name}"
      next: log
    log: {kind: notify, channel: oncall, message: "${params.service} is down on ${host.name}", next: done}
    done: {kind: end}
"""


def until(happened: Callable[[], Any], seconds: float = 90) -> Any:
    deadline = time.monotonic() + seconds
    while not (answer := happened()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return answer


@pytest.mark.timeout(300)
def test_a_notification_says_the_host_and_the_service(
    stack: Stack, operator: Operator, apply: Callable[[str], None], mailbox: Any
) -> None:
    apply(TELL_BOTH)
    execution = operator.start("tell-both", hosts=["edge1"])["id"]
    assert operator.until_over(execution, seconds=60)["status"] == "succeeded"

    message = until(lambda: next((m for m in mailbox.messages if "edge1" in m["subject"]), None))
    assert message["subject"] == "nginx on edge1"
    assert "nginx is failed on edge1" in message.get_content()
    until(lambda: "nginx is down on edge1" in stack.supervisor.log("deliver").read_text())

    def both() -> list[dict[str, Any]]:
        told = [item for item in operator.every("/notifications") if item["execution"] == execution]
        return told if {item["status"] for item in told} == {"delivered"} else []

    assert {item["channel"] for item in until(both)} == {"mail", "oncall"}
    assert len([m for m in mailbox.messages if "edge1" in m["subject"]]) == 1
