"""The richer language on real hosts: forks, nested loops, approvals, gates, waves, sub-procedures, requests."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from demo.operator import Operator
from demo.stack import Stack
from tests.executor_node.served import serving

pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]
Apply = Callable[[str], None]
CANARY = [f"host{number:02}" for number in range(1, 21)]


def procedure(name: str, nodes: str, more: str = "") -> str:
    return f"apiVersion: noc/v1\nkind: Procedure\nmetadata: {{name: {name}}}\nspec:\n{more}  nodes:\n{nodes}"


def until(happened: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while not (answer := happened()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)
    return answer


FORK = """\
    begin: {kind: start, next: split}
    split: {kind: fork, branches: [disks, service]}
    disks: {kind: task, purpose: monitoring, module: ansible.builtin.command, args: {argv: [uname]}, next: keep}
    keep: {kind: set, vars: {looked: "yes"}, next: both}
    service:
      kind: task
      purpose: monitoring
      module: ansible.builtin.command
      args: {argv: [systemctl, is-active, nginx]}
      next: {succeeded: both}
    both: {kind: join, wait_for: ANY, next: tell}
    tell: {kind: notify, channel: oncall, message: "${host.name} looked at", next: done}
    done: {kind: end}
"""


@pytest.mark.parametrize(
    ("wait_for", "status", "last"),
    [("any", "succeeded", "done"), ("all", "failed", None)],
    ids=["any", "all"],
)
def test_a_fork_with_one_branch_that_fails(
    operator: Operator, apply: Apply, wait_for: str, status: str, last: str | None
) -> None:
    """edge1's service is down: a join of any forgives that, a join of all ends the walk and says why."""
    apply(procedure(f"fork-{wait_for}", FORK.replace("ANY", wait_for)))
    execution = operator.start(f"fork-{wait_for}", hosts=["edge1"])["id"]
    assert operator.until_over(execution, seconds=90)["status"] == status
    host = operator.host(execution, "edge1")
    path = [visit["node"] for visit in host["path"]]
    assert path[:4] == ["begin", "split", "disks", "service"]
    if last:
        assert path[-1] == last
    else:
        assert host["reason"]["code"] == "join.cannot_fill"
        assert "service" in host["reason"]["message"]


NESTED = """\
    begin: {kind: start, next: mounts}
    mounts: {kind: loop, items: params.mounts, as: mount, next: {again: words, done: done}}
    words: {kind: loop, items: "[loop.mounts.index, vars.mount]", next: {again: say, done: mounts}}
    say:
      kind: task
      purpose: monitoring
      module: ansible.builtin.command
      args: {argv: [printf, "%s", "${vars.mount} ${loop.words.index} ${loop.words.item}"]}
      next: words
    done: {kind: end}
"""


def test_nested_loops_over_items(operator: Operator, apply: Apply) -> None:
    apply(procedure("nested", NESTED, "  parameters: {mounts: {type: array, default: [/, /var]}}\n"))
    execution = operator.start("nested", hosts=["web1", "web2"])["id"]
    assert operator.until_over(execution, seconds=120)["status"] == "succeeded"
    for host in ("web1", "web2"):
        said = [visit["stdout"] for visit in operator.visits(execution, host=host, node="say")]
        assert said == ["/ 1 1", "/ 2 /", "/var 1 2", "/var 2 /var"]


ASK = """\
    begin: {kind: start, next: sure}
    sure:
      kind: approval
      question: "Touch ${host.name}?"
      expires: EXPIRES
      next: {approved: act, refused: no, expired: late}
    act: {kind: task, module: ansible.builtin.command, args: {argv: [touch, approved]}, next: done}
    late: {kind: end, status: failed}
    no: {kind: end, status: failed}
    done: {kind: end}
"""


def test_an_approval_given_by_somebody_else_lets_the_host_go_on(
    stack: Stack, operator: Operator, apply: Apply
) -> None:
    apply(procedure("ask", ASK.replace("EXPIRES", "1h")))
    number = operator.start("ask", hosts=["web1"])["number"]
    (question,) = until(lambda: list(operator.every("/questions", status="open", execution=number)))
    assert question["question"] == "Touch web1?"
    yes = {"digest": question["digest"], "outcome": "approved", "reason": "go"}
    refused = operator.client.post(f"/questions/{question['id']}/answers", json=yes)
    assert (refused.status_code, refused.json()["code"]) == (403, "question.own_request")
    bert_id = operator.post("/users", {"name": f"bert-{number}", "kind": "service", "password": None})["id"]
    operator.post(f"/users/{bert_id}/grants", {"role": "approver", "scope": None})
    token = operator.post(f"/users/{bert_id}/tokens", {"name": f"of-bert-{number}"})["token"]
    bert = httpx.post(
        f"{stack.layers.presentation_url}/api/v1/questions/{question['id']}/answers",
        json=yes,
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )
    assert bert.status_code == 200, bert.text
    assert operator.until_over(str(number), seconds=60)["status"] == "succeeded"
    path = [visit["node"] for visit in operator.host(str(number), "web1")["path"]]
    assert path == ["begin", "sure", "act", "done"]


def test_an_approval_that_nobody_gives_expires(operator: Operator, apply: Apply) -> None:
    apply(procedure("ask-briefly", ASK.replace("EXPIRES", "3s")))
    execution = operator.start("ask-briefly", hosts=["web1"])["id"]
    assert operator.until_over(execution, seconds=60)["status"] == "failed"
    assert [visit["node"] for visit in operator.host(execution, "web1")["path"]] == ["begin", "sure", "late"]
    assert list(operator.every("/questions", status="open", execution=execution)) == []


GATE = """\
    begin: {kind: start, next: drain}
    drain: {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: {succeeded: together}}
    together: {kind: gate, open_when: {percent: 80}, next: {opened: leader, missed: alone}}
    leader: {kind: task, scope: once, module: ansible.builtin.command, args: {argv: [hostname]}, next: done}
    alone: {kind: end, status: failed}
    done: {kind: end}
"""


def test_a_gate_at_80_percent_with_one_host_that_never_comes(operator: Operator, apply: Apply) -> None:
    """web5 is unreachable; the other four are 80 % of five, and one of them runs the last step for all."""
    apply(procedure("together", GATE))
    hosts = ["web1", "web2", "web3", "web4", "web5"]
    execution = operator.start("together", hosts=hosts)["id"]
    ended = operator.until_over(execution, seconds=120)
    assert ended["counts"] == {"succeeded": 4, "failed": 1}
    assert operator.host(execution, "web5")["outcome_word"] == "unreachable"
    visits = operator.visits(execution, node="leader")
    assert sorted(visit["attempts"] for visit in visits) == [0, 0, 0, 1]
    assert {visit["status"] for visit in visits} == {"succeeded"}


WAVES = """\
    begin: {kind: start, next: update}
    update:
      kind: task
      module: ansible.builtin.command
      args: {argv: [test, "${host.name}", "!=", host02]}
      next: done
    done: {kind: end}
"""


def test_a_canary_that_fails_holds_17_hosts_until_they_are_released(
    stack: Stack, operator: Operator, apply: Apply
) -> None:
    policy = "  policy: {waves: [3, rest], stop: {failed: 1}}\n"
    apply(procedure("waves", WAVES, policy))
    execution = operator.start("waves", hosts=CANARY)["id"]
    held = until(lambda: (now := operator.execution(execution))["held"] and now, seconds=90)
    assert "17 of 20 hosts not let go: 1 of 20 hosts failed" in held["held"]
    until(lambda: operator.execution(execution)["counts"] == {"succeeded": 2, "failed": 1, "queued": 17})
    time.sleep(3)  # long enough for several ticks to let somebody go, if they would
    assert operator.execution(execution)["counts"]["queued"] == 17
    stack.noc("executions", "release", str(held["number"]), "--reason", "host02 was known to be bad")
    ended = operator.until_over(execution, seconds=120)
    assert ended["counts"] == {"succeeded": 19, "failed": 1}
    released = next(event for event in operator.events(execution) if event["type"] == "execution.released")
    assert released["data"]["reason"] == "host02 was known to be bad"


INNER = """\
    begin: {kind: start, next: ask}
    ask:
      kind: task
      purpose: monitoring
      module: ansible.builtin.command
      args: {argv: [printf, "%s", "${params.word} from ${host.name}"]}
      next: keep
    keep: {kind: set, vars: {answer: "${steps.ask.stdout}"}, next: done}
    done: {kind: end}
"""
OUTER = """\
    begin: {kind: start, next: call}
    call: {kind: procedure, procedure: inner-asks, params: {word: hello}, next: judge}
    judge:
      kind: decision
      branches: [{when: "steps.call.result.answer == 'hello from web1'", next: say}]
      otherwise: bad
    say: {kind: publish, queue: greetings, value: ["${steps.call.result.answer}", bye], each: true, next: done}
    bad: {kind: end, status: failed}
    done: {kind: end}
"""


def test_a_sub_procedure_returns_a_value_that_is_decided_on_and_published(
    operator: Operator, apply: Apply
) -> None:
    apply(procedure("inner-asks", INNER, "  parameters: {word: {type: string}}\n"))
    apply(procedure("outer-decides", OUTER))
    execution = operator.start("outer-decides", hosts=["web1"])["id"]
    assert operator.until_over(execution, seconds=90)["status"] == "succeeded"
    (call,) = operator.host(execution, "web1")["calls"]
    assert operator.execution(call["execution"])["status"] == "succeeded"
    published = [message["body"] for message in operator.every("/queues/greetings/messages")]
    assert published[-2:] == ["hello from web1", "bye"]


REQUEST = """\
    begin: {kind: start, next: ask}
    ask: {kind: request, endpoint: cmdb, path: "/ok/${host.name}", next: {succeeded: judge, failed: bad}}
    judge: {kind: decision, branches: [{when: "steps.ask.result.json.status == 'ok'", next: done}], otherwise: bad}
    bad: {kind: end, status: failed}
    done: {kind: end}
"""


def test_a_request_asks_an_allowed_endpoint_and_decides_on_its_json(
    stack: Stack, operator: Operator, apply: Apply
) -> None:
    apply(procedure("ask-cmdb", REQUEST))
    with serving() as cmdb:
        place = f"{{url: 'http://{cmdb.authority}', allow_http: true, allow_private: true}}"
        (stack.layers.folder / "node" / "endpoints.yml").write_text(f"cmdb: {place}\n")
        execution = operator.start("ask-cmdb", hosts=["web1", "web5"])["id"]
        ended = operator.until_over(execution, seconds=60)
        assert ended["counts"] == {"succeeded": 2}, (
            "the request is for a host, not to it: web5 is unreachable"
        )
        assert sorted(asked["path"] for asked in cmdb.requests) == ["/ok/web1", "/ok/web5"]
