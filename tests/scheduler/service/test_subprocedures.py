"""Procedures that call procedures: a walk within a walk, its parameters, what it returns, and its end."""

from typing import Any
from uuid import UUID

import pytest

from noc_scheduler.errors import Conflict, Invalid
from noc_scheduler.service.operating import cancel, resuming
from noc_scheduler.service.operating.acting import Act
from noc_scheduler.service.operating.forcing import force_end
from noc_scheduler.service.operating.redirecting import Redirection, redirect
from noc_scheduler.service.vocabulary import How
from noc_scheduler.service.walks.elapse import elapse
from noc_scheduler.store import pace
from tests.scheduler.conftest import ANNA, World

OUTER = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: outer, title: Outer}
spec:
  nodes:
    begin: {kind: start, next: measure}
    measure: {kind: procedure, procedure: inner, params: {limit: LIMIT}, next: {succeeded: judge, failed: bad}}
    judge: {kind: decision, branches: [{when: "steps.measure.result.full", next: tell}], otherwise: done}
    tell: {kind: notify, channel: log, message: "${host.name} ${steps.measure.result.used}", next: done}
    bad: {kind: end, status: failed}
    done: {kind: end}
"""
INNER = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: inner, title: Inner}
spec:
  parameters: {limit: {type: integer, minimum: 1}}
  nodes:
    begin: {kind: start, next: look}
    look: {kind: task, purpose: monitoring, module: ansible.builtin.command, args: {cmd: df}, next: keep}
    keep:
      kind: set
      vars: {used: "${steps.look.stdout}", full: "${steps.look.stdout | int > params.limit}"}
      next: done
    done: {kind: end}
"""


def version(world: World, text: str) -> dict[str, Any]:
    return dict(world.order(text).procedure)


def begin(world: World, limit: str = "80", *hosts: str) -> str:
    world.presentation.has(*(hosts or ("web1",)))
    world.node(slots=20)
    execution = world.start(OUTER.replace("LIMIT", limit), procedures=[version(world, INNER)])
    world.drain()
    return execution


def test_the_host_walks_the_sub_procedure_and_takes_its_variables_along(world: World) -> None:
    execution = begin(world)
    assert world.host(execution, "web1")["waiting_for"] == "'inner' walks for this host"
    world.finish(world.nodes["node-1"].on("web1", "look"), outcome="succeeded", rc=0, stdout="93")
    assert world.path(execution, "web1") == ["begin", "measure", "judge", "tell", "done"]
    assert world.presentation.notifications[0]["message"] == "web1 93"
    assert world.shown(execution)["status"] == "succeeded"


def test_what_is_called_can_be_looked_at_and_is_counted_nowhere_else(world: World) -> None:
    execution = begin(world, "80", "web1", "web2")
    (call,) = world.host(execution, "web2")["calls"]
    inner = world.shown(str(call["execution"]))
    assert (inner["procedure"]["name"], inner["counts"]) == ("inner", {"running": 1})
    assert world.path(str(call["execution"]), "web2") == ["begin", "look"]
    assert world.shown(execution)["counts"] == {"waiting": 2}


def test_a_sub_procedure_that_fails_fails_its_step_and_says_why(world: World) -> None:
    execution = begin(world)
    world.finish(world.nodes["node-1"].on("web1", "look"), outcome="failed", rc=1)
    assert world.path(execution, "web1") == ["begin", "measure", "bad"]
    (step,) = [visit for visit in world.host(execution, "web1")["path"] if visit["node"] == "measure"]
    assert step["message"].startswith("inner failed at look:")


def test_parameters_that_do_not_fit_fail_the_step_before_anything_runs(world: World) -> None:
    execution = begin(world, "0")
    assert world.path(execution, "web1") == ["begin", "measure", "bad"]
    assert world.nodes["node-1"].held == []


def test_cancelling_the_caller_cancels_what_it_has_called(world: World) -> None:
    execution = begin(world)
    (call,) = world.host(execution, "web1")["calls"]
    world.cancel(execution, "enough")
    assert world.shown(execution)["status"] == "cancelled"
    assert world.shown(str(call["execution"]))["status"] == "cancelled"
    assert len(world.nodes["node-1"].withdrawn) == 1


def test_a_sub_procedure_that_never_ends_is_timed_out_in_the_end(world: World) -> None:
    execution = begin(world)
    world.pass_time(8 * 24 * 3600)
    world.tick()
    (step,) = [visit for visit in world.host(execution, "web1")["path"] if visit["node"] == "measure"]
    assert step["outcome"] == "timed_out"


@pytest.mark.parametrize(
    ("calls", "code"),
    [
        ("missing", "subprocedure.missing"),
        ("outer", "subprocedure.recursion"),
        ("loop", "subprocedure.recursion"),
    ],
)
def test_a_call_that_leads_nowhere_or_in_a_circle_is_refused_at_the_start(
    world: World, calls: str, code: str
) -> None:
    loop = (
        OUTER.replace("LIMIT", "1")
        .replace("name: outer", "name: loop")
        .replace("procedure: inner", "procedure: loop")
    )
    text = OUTER.replace("LIMIT", "1").replace("procedure: inner", f"procedure: {calls}")
    with pytest.raises(Invalid) as refused:
        world.start(text, procedures=[version(world, loop)])
    assert refused.value.code == code
    assert world.events() == []


def test_procedures_stand_inside_each_other_five_deep_and_no_deeper(world: World) -> None:
    def named(number: int) -> str:
        text = OUTER.replace("LIMIT", "1").replace("params: {limit: 1}, ", "")
        return text.replace("name: outer", f"name: p{number}").replace(
            "procedure: inner", f"procedure: p{number + 1}"
        )

    leaf = INNER.replace("parameters: {limit: {type: integer, minimum: 1}}", "parameters: {}").replace(
        "params.limit", "1"
    )

    def bundle(depth: int) -> list[dict[str, Any]]:
        last = leaf.replace("name: inner", f"name: p{depth}")
        return [version(world, named(number)) for number in range(1, depth)] + [version(world, last)]

    assert world.start(named(0), procedures=bundle(5))
    with pytest.raises(Invalid, match="too_deep"):
        world.start(named(0), procedures=bundle(6))


def test_a_called_version_with_another_digest_is_refused(world: World) -> None:
    forged = {**version(world, INNER), "digest": "sha256:" + "0" * 64}
    with pytest.raises(Conflict, match="digest_mismatch"):
        world.start(OUTER.replace("LIMIT", "1"), procedures=[forged])


def test_a_call_that_another_branch_ends_in_the_same_moment_never_begins(world: World) -> None:
    world.presentation.has("web1")
    fake = world.node(slots=20)
    stopping = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: stopping}
spec:
  nodes:
    begin: {kind: start, next: split}
    split: {kind: fork, branches: [measure, stop]}
    measure: {kind: procedure, procedure: inner, params: {limit: 80}, next: done}
    stop: {kind: end, terminate: true}
    done: {kind: end}
"""
    execution = world.start(stopping, procedures=[version(world, INNER)])
    world.drain()

    assert world.host(execution, "web1")["status"] == "succeeded"
    assert world.host(execution, "web1")["calls"] == []
    assert fake.held == []
    assert world.types().count("execution.created") == 1


LONG = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: inner, title: Inner}
spec:
  nodes:
    begin: {kind: start, next: stop}
    stop: {kind: task, purpose: action, rerun: once, module: ansible.builtin.command, args: {cmd: stop}, next: look}
    look: {kind: task, purpose: monitoring, module: ansible.builtin.command, args: {cmd: df}, next: keep}
    keep: {kind: set, vars: {used: "${steps.look.stdout}", full: true}, next: done}
    done: {kind: end}
"""


def fall_inside(world: World, execution: str) -> None:
    """Let the sub-procedure of web1 fail at its second step."""
    node = world.nodes["node-1"]
    world.finish(node.on("web1", "stop"), outcome="succeeded", rc=0)
    world.finish(node.on("web1", "look"), outcome="failed", rc=1)
    assert world.host(execution, "web1")["status"] == "failed"


def begin_long(world: World, text: str = OUTER) -> str:
    world.presentation.has("web1")
    world.node(slots=20)
    plain = text.replace("params: {limit: LIMIT}, ", "")
    execution = world.start(plain, procedures=[version(world, LONG)])
    world.drain()
    return execution


def resume(world: World, execution: str) -> None:
    resuming.resume(world.means, execution, Act(ANNA, "the disk is mended"))
    world.drain()


def attempts_at(world: World, node: str) -> int:
    return sum(one["node"] == node for one in world.nodes["node-1"].held)


def test_a_resumed_host_goes_on_inside_its_sub_procedure_where_it_fell(world: World) -> None:
    execution = begin_long(world)
    fall_inside(world, execution)
    (before,) = world.host(execution, "web1")["calls"]

    resume(world, execution)
    (call,) = world.host(execution, "web1")["calls"]
    assert call["execution"] == before["execution"]
    assert world.path(str(call["execution"]), "web1") == ["begin", "stop", "look", "look"]
    world.finish(world.nodes["node-1"].on("web1", "look"), outcome="succeeded", rc=0, stdout="93")

    assert world.shown(execution)["status"] == "succeeded"
    assert world.path(execution, "web1") == ["begin", "measure", "bad", "measure", "judge", "tell", "done"]
    assert world.presentation.notifications[0]["message"] == "web1 93"
    assert attempts_at(world, "stop") == 1
    assert world.types().count("execution.created") == 2


def test_what_was_called_by_what_was_called_goes_on_as_well(world: World) -> None:
    world.presentation.has("web1")
    world.node(slots=20)
    plain = OUTER.replace("params: {limit: LIMIT}, ", "")
    middle = plain.replace("name: outer", "name: middle")
    top = plain.replace("procedure: inner", "procedure: middle").replace(".result.used", ".outcome")
    execution = world.start(top, procedures=[version(world, middle), version(world, LONG)])
    world.drain()
    fall_inside(world, execution)

    resume(world, execution)
    world.finish(world.nodes["node-1"].on("web1", "look"), outcome="succeeded", rc=0, stdout="93")
    assert world.types().count("execution.created") == 3
    assert attempts_at(world, "stop") == 1
    assert [one["status"] for one in world.host(execution, "web1")["calls"]] == ["succeeded"]


def test_a_host_that_was_cancelled_waits_until_what_it_called_has_ended_and_then_goes_on_there(
    world: World,
) -> None:
    execution = begin_long(world)
    world.finish(world.nodes["node-1"].on("web1", "stop"), outcome="succeeded", rc=0)
    cancel.ask_cancel(world.means, execution, Act(ANNA, "wrong hour"))
    assert cancel.cancel(world.means) == 1  # the caller; what it called is still to be cancelled
    resuming.resume(world.means, execution, Act(ANNA, "now it is the right one"))
    assert resuming.take_up(world.means) == 0

    world.drain()
    assert attempts_at(world, "stop") == 1
    assert attempts_at(world, "look") == 2
    world.finish(world.nodes["node-1"].on("web1", "look"), outcome="succeeded", rc=0, stdout="93")
    assert world.shown(execution)["status"] == "succeeded"


def test_what_succeeded_after_its_caller_had_given_it_up_is_not_walked_again(world: World) -> None:
    execution = begin_long(world, OUTER.replace("failed: bad", "failed: bad, timed_out: bad"))
    world.finish(world.nodes["node-1"].on("web1", "stop"), outcome="succeeded", rc=0)
    world.pass_time(8 * 24 * 3600)
    assert elapse(world.means) == 1
    world.say(world.nodes["node-1"].on("web1", "look"), outcome="succeeded", rc=0, stdout="93")
    assert world.host(execution, "web1")["status"] == "failed"

    resume(world, execution)
    assert world.shown(execution)["status"] == "succeeded"
    assert world.presentation.notifications[0]["message"] == "web1 93"
    assert (attempts_at(world, "stop"), attempts_at(world, "look")) == (1, 1)


def test_a_step_that_is_redone_calls_anew(world: World) -> None:
    execution = begin_long(world)
    fall_inside(world, execution)
    redirect(world.means, execution, "web1", Redirection(), ANNA, "from its beginning")
    world.drain()
    assert attempts_at(world, "stop") == 2
    assert len(world.host(execution, "web1")["calls"]) == 2


def test_what_was_closed_by_force_and_cannot_go_on_is_called_anew(world: World) -> None:
    execution = begin_long(world)
    (call,) = world.host(execution, "web1")["calls"]
    with world.means.database.writing() as connection:
        row = pace.named(connection, UUID(str(call["execution"])), ["web1"])["web1"]
    cancel.ask_cancel(world.means, str(call["execution"]), Act(ANNA, "stuck"), How.FORCE)
    force_end(world.means, row)
    world.drain()
    resume(world, execution)
    assert len(world.host(execution, "web1")["calls"]) == 2
    assert attempts_at(world, "stop") == 2
