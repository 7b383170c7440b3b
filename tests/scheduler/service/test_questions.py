"""Questions to people: who may answer, what an answer is bound to, and what comes of it."""

from typing import Any

import pytest

from noc_scheduler.errors import Conflict, Forbidden, Invalid, NotFound
from noc_scheduler.service.operating import questions
from noc_scheduler.service.operating.questions import Said
from noc_scheduler.service.triggers import schedules
from noc_scheduler.service.triggers.schedules import ScheduleOrder
from tests.scheduler.conftest import ANNA, World

BERT = {"id": "p2", "name": "Bert", "kind": "person"}
CARA = {"id": "p3", "name": "Cara", "kind": "person"}
APPROVAL = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: reboot, title: Reboot}
spec:
  parameters: {why: {type: string, default: patches}}
  nodes:
    begin: {kind: start, next: sure}
    sure: {kind: approval, question: "Reboot ${host.name} for ${params.why}?", EXTRA next: ARROWS}
    reboot: {kind: task, module: ansible.builtin.reboot, next: done}
    done: {kind: end}
    no: {kind: end, status: failed}
"""
INPUT = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: ask, title: Ask}
spec:
  nodes:
    begin: {kind: start, next: ask}
    ask:
      kind: input
      question: Which slot?
      fields: {slot: {type: integer, minimum: 1, maximum: 8}, note: {type: string, default: none}}
      next: {succeeded: tell, expired: late}
    tell: {kind: notify, channel: log, message: "slot ${steps.ask.result.slot}: ${steps.ask.result.note}", next: done}
    done: {kind: end}
    late: {kind: end, status: failed}
"""


def approval(extra: str = "", arrows: str = "{approved: reboot, refused: no, expired: no}") -> str:
    return APPROVAL.replace("EXTRA", extra).replace("ARROWS", arrows)


def begin(world: World, text: str, *hosts: str) -> str:
    world.presentation.has(*(hosts or ("web1",)))
    world.node()
    execution = world.start(text)
    world.drain()
    return execution


def asked(world: World, is_open: bool | None = True) -> list[dict[str, Any]]:
    return questions.listed(world.means, is_open, None, None, 100)


def say(world: World, question: dict[str, Any], actor: dict[str, str], outcome: str, **more: Any) -> None:
    said = Said(**{"digest": question["digest"], "outcome": outcome, "reason": "", "actor": actor, **more})
    questions.answer(world.means, str(question["id"]), said)
    world.drain()


def test_a_host_waits_until_somebody_else_than_the_requester_approves(world: World) -> None:
    execution = begin(world, approval())
    (question,) = asked(world)
    assert question["question"] == "Reboot web1 for patches?"
    assert (question["host"], question["asked_for"]) == ("web1", ANNA)
    assert world.host(execution, "web1")["waiting_for"] == "waits for an answer: Reboot web1 for patches?"
    with pytest.raises(Forbidden, match="own_request"):
        say(world, question, ANNA, "approved")
    say(world, question, BERT, "approved", reason="window is open")
    assert world.path(execution, "web1") == ["begin", "sure", "reboot"]
    assert asked(world) == []
    (closed,) = asked(world, is_open=False)
    assert closed["outcome"] == "approved"
    assert [one["by"] for one in closed["answers"]] == ["Bert"]


def test_a_refusal_takes_its_own_arrow(world: World) -> None:
    execution = begin(world, approval())
    say(world, asked(world)[0], BERT, "refused", reason="not now")
    assert world.path(execution, "web1") == ["begin", "sure", "no"]
    answered = next(event for event in world.events(execution) if event.type == "question.answered")
    assert (answered.actor, answered.data["reason"]) == (BERT, "not now")


def test_a_question_that_nobody_answers_expires(world: World) -> None:
    execution = begin(world, approval("expires: 10m,"))
    world.pass_time(601)
    world.tick()
    assert world.path(execution, "web1") == ["begin", "sure", "no"]
    (closed,) = asked(world, is_open=False)
    assert closed["outcome"] == "expired"
    with pytest.raises(Conflict, match="closed"):
        say(world, closed, BERT, "approved")


def test_a_quorum_needs_that_many_different_people(world: World) -> None:
    execution = begin(world, approval("quorum: 2,"))
    (question,) = asked(world)
    say(world, question, BERT, "approved")
    with pytest.raises(Conflict, match="answered_before"):
        say(world, question, BERT, "approved")
    assert world.path(execution, "web1") == ["begin", "sure"]
    say(world, question, CARA, "approved")
    assert world.path(execution, "web1") == ["begin", "sure", "reboot"]


def test_one_refusal_outweighs_a_quorum_that_is_not_full(world: World) -> None:
    execution = begin(world, approval("quorum: 2,"))
    (question,) = asked(world)
    say(world, question, BERT, "approved")
    say(world, question, CARA, "refused")
    assert world.path(execution, "web1")[-1] == "no"


def test_only_those_who_are_asked_may_answer(world: World) -> None:
    begin(world, approval("approvers: [Cara],"))
    (question,) = asked(world)
    with pytest.raises(Forbidden, match="not_asked"):
        say(world, question, BERT, "approved")
    say(world, question, CARA, "approved")
    assert asked(world) == []


def test_an_answer_is_bound_to_what_was_seen(world: World) -> None:
    begin(world, approval(), "web1", "web2")
    first, second = asked(world)
    assert first["digest"] != second["digest"]
    with pytest.raises(Conflict, match="changed"):
        say(world, {**first, "digest": second["digest"]}, BERT, "approved")


def test_cancelling_closes_the_question(world: World) -> None:
    execution = begin(world, approval())
    world.cancel(execution, "enough")
    assert asked(world) == []
    assert asked(world, is_open=False)[0]["outcome"] == "cancelled"


def test_a_question_with_scope_once_is_asked_once_for_all_hosts(world: World) -> None:
    execution = begin(world, approval("scope: once,"), "web1", "web2", "web3")
    (question,) = asked(world)
    say(world, question, BERT, "approved")
    assert {world.host(execution, host)["node"] for host in ("web1", "web2", "web3")} == {"reboot"}


@pytest.mark.parametrize("outcome", ["expired", "succeeded", "done", ""])
def test_an_outcome_that_is_no_answer_is_refused(world: World, outcome: str) -> None:
    begin(world, approval())
    with pytest.raises(Invalid):
        say(world, asked(world)[0], BERT, outcome)


def test_a_form_is_checked_before_anything_happens(world: World) -> None:
    execution = begin(world, INPUT)
    (question,) = asked(world)
    with pytest.raises(Invalid) as refused:
        say(world, question, ANNA, "succeeded", values={"slot": 9, "rack": "b"})
    assert {complaint.path for complaint in refused.value.errors} == {"/values/slot", "/values/rack"}
    assert asked(world)[0]["answers"] == []
    say(world, question, ANNA, "succeeded", values={"slot": 4})
    assert world.shown(execution)["status"] == "succeeded"
    assert world.presentation.notifications[0]["message"] == "slot 4: none"


def test_a_question_nobody_asked_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        questions.question(world.means, "01900000-0000-7000-8000-000000000001")


def test_who_made_the_schedule_approves_nothing_of_what_it_starts(world: World) -> None:
    world.presentation.has("web1")
    world.node()
    made = world.order(approval())
    trigger = {"kind": "cron", "expression": "* * * * *", "time_zone": "UTC"}
    order = ScheduleOrder("hourly", trigger, made.procedure, made.target, {}, ANNA, {})
    schedules.keep(world.means, order, None)
    world.pass_time(61)
    world.tick()
    (open_question,) = asked(world)
    assert open_question["asked_for"] == ANNA
    said = Said(open_question["digest"], "approved", "mine", ANNA)
    with pytest.raises(Forbidden):
        questions.answer(world.means, str(open_question["id"]), said)
    questions.answer(
        world.means, str(open_question["id"]), Said(open_question["digest"], "approved", "", BERT)
    )


def test_the_log_tells_what_was_asked(world: World) -> None:
    execution = begin(world, approval())
    (told,) = [event for event in world.events(execution) if event.type == "question.asked"]
    assert told.data["question"] == "Reboot web1 for patches?"
    assert told.data["digest"] == asked(world)[0]["digest"]
