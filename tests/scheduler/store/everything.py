"""An execution in which two hosts do everything at once that a host can wait for."""

from typing import Any

from noc_scheduler.service.operating import questions
from noc_scheduler.service.operating.questions import Said
from tests.scheduler.conftest import World

BERT = {"id": "p2", "name": "Bert", "kind": "person"}
EVERYTHING = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: everything}
spec:
  nodes:
    begin: {kind: start, next: split}
    split: {kind: fork, branches: [work, ask, sleep, meet, call, signal, shared]}
    work: {kind: task, purpose: action, rerun: once, module: ansible.builtin.command, next: rounds}
    rounds: {kind: loop, items: [1, 2], next: {again: look, done: together}}
    look:
      kind: task
      purpose: monitoring
      retries: {max: 1}
      module: ansible.builtin.command
      next: rounds
    ask: {kind: approval, question: Go?, next: {approved: together, refused: together, expired: together}}
    sleep: {kind: wait, for: 1h, next: together}
    meet: {kind: gate, open_when: {after: 1h}, next: {opened: together, missed: together}}
    call: {kind: procedure, procedure: inner, next: {succeeded: together}}
    signal: {kind: wait, signal: go, next: together}
    shared: {kind: task, scope: once, module: ansible.builtin.command, next: together}
    together: {kind: join, next: tell}
    tell: {kind: notify, channel: log, message: done, next: done}
    done: {kind: end}
"""
INNER = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: inner}
spec:
  nodes:
    begin: {kind: start, next: peek}
    peek: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: done}
    done: {kind: end}
"""


def under_way(world: World) -> str:
    """Both hosts are in every branch at once; `work` runs on web1."""
    world.presentation.has("web1", "web2")
    fake = world.node(slots=50)
    inner = dict(world.order(INNER).procedure)
    execution = world.start(EVERYTHING, procedures=[inner])
    world.drain()
    world.say(fake.on("web1", "work"))
    return execution


def carry_on(world: World, execution: str) -> None:
    """Everything that anybody waits for comes about."""
    fake = world.nodes["node-1"]
    done: set[str] = set()
    while fresh := [one for one in fake.held if one["id"] not in done]:
        for attempt in fresh:
            done.add(attempt["id"])
            _end(world, attempt)
        world.beat(slots=50)  # on a busy machine it would count as silent by now
        world.drain()
    for question in questions.listed(world.means, True, None, None, 100):
        said = Said(question["digest"], "approved", "looks fine", BERT)
        questions.answer(world.means, str(question["id"]), said)
    for host in ("web1", "web2"):
        for visit in world.host(execution, host)["path"]:
            if visit["node"] == "signal":
                world.decide(execution, visit["id"], "succeeded", "go")
    world.pass_time(4_000)
    world.tick()


def finished(world: World) -> str:
    """The same, at its end."""
    execution = under_way(world)
    carry_on(world, execution)
    assert world.shown(execution)["status"] == "succeeded"
    return execution


def _end(world: World, attempt: dict[str, Any]) -> None:
    """The first look of each host fails once; everything else goes well."""
    if attempt["id"] not in world.seqs:
        world.say(attempt)
    failed = attempt["node"] == "look" and attempt["number"] == 1 and attempt["visit"] < 14
    world.say(attempt, **({"outcome": "failed", "rc": 1} if failed else {"outcome": "succeeded", "rc": 0}))
