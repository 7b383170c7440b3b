"""Reports: what executor nodes say about their attempts, applied once, in order, each on its own merits."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Conflict
from noc_scheduler.flowchart.happenings import Reported
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.state import dump_result
from noc_scheduler.flowchart.vocabulary import Outcome, Status, Work
from noc_scheduler.nodes.documents import Parcel
from noc_scheduler.service.attempts.dispatch import lease_in_line, places
from noc_scheduler.service.attempts.observing import observed
from noc_scheduler.service.attempts.quick import QuickSteps
from noc_scheduler.service.attempts.quick import Step as QuickStep
from noc_scheduler.service.isolation import isolate
from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes.boots import refuse_old
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.service.walks.flowcharts import steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import attempts, bulk, executor_nodes, host_runs, inbox, outbox, pace, visits
from noc_scheduler.store.attempts import Turn
from noc_scheduler.store.events import Fact
from noc_scheduler.store.host_runs import Loaded
from noc_scheduler.store.inbox import Received
from noc_scheduler.store.outbox import Letter, NewLetter

#: How a finished attempt is filed; `changed` is a success, what is unknown a failure.
STATUS_OF: Mapping[str, Status] = {
    Outcome.SUCCEEDED: Status.SUCCEEDED,
    Outcome.CHANGED: Status.SUCCEEDED,
    Outcome.FAILED: Status.FAILED,
    Outcome.UNREACHABLE: Status.UNREACHABLE,
    Outcome.TIMED_OUT: Status.TIMED_OUT,
    Outcome.CANCELLED: Status.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Report:
    """One thing said about one attempt; `result` only of a finished one.

    One with `began` stands for the report before it as well: that the attempt was running, since then.
    """

    attempt: UUID
    lease: int
    seq: int
    at: datetime | None
    result: Result | None = None
    began: datetime | None = None

    @property
    def digest(self) -> str:
        """Two reports that say the same have the same digest."""
        result = None if self.result is None else list(dump_result(self.result).values())
        said = [self.lease, self.seq, _text(self.at), result]
        said += [] if self.began is None else [_text(self.began)]
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=dict).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one report: applied, duplicate, late or refused with a code."""

    report: Report
    status: str
    code: str | None = None
    message: str | None = None


@dataclass(slots=True)
class _Batch:
    """A transaction's reports: what is known of their attempts, and what they make of it."""

    now: datetime
    node: Mapping[str, Any]
    boot: str
    rows: dict[UUID, sa.Row[Any]]
    known: dict[tuple[UUID, int, int], str]
    sealed: frozenset[UUID]
    turns: dict[UUID, Turn] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    confirmed: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Applied:
    """What a transaction has left: judgements, what is to be sent, and whether anything else is to be done."""

    judged: list[Judged]
    parcels: list[Parcel]
    rings: bool


def report(means: Means, executor_node: UUID, name: str, boot: str, said: Sequence[Report]) -> list[Judged]:
    """Apply a batch from one authorised executor node; the judgements stand in the order of the reports.

    Raises Conflict, and applies nothing, if the executor node was started again since.
    """
    node = {"id": str(executor_node), "name": name}

    rings = False
    refusal: Conflict | None = None

    def act(batch: Sequence[Report]) -> list[Judged]:
        nonlocal rings, refusal
        try:
            applied = means.database.transact(lambda connection: _apply(connection, means, node, boot, batch))
        except Conflict as error:  # it concerns all of them alike
            refusal = error
            return []
        rings = rings or applied.rings
        if applied.parcels and means.post is not None:
            means.post(applied.parcels)
        return applied.judged

    def failed(one: Report) -> list[Judged]:
        return [Judged(one, "refused", "report.not_applied", "the scheduler could not apply it; see its log")]

    if not said:
        with means.database.reading() as connection:
            _heard(connection, executor_node, boot)
    judged = [one for part in isolate(said, act, failed) for one in part]
    if refusal is not None:
        raise refusal
    if rings:
        means.ring()
    return judged


def _heard(connection: sa.Connection, executor_node: UUID, boot: str) -> datetime:
    """When this executor node was heard; raises Conflict if it was started again since."""
    row, now = executor_nodes.find_now(connection, executor_node)
    if row is not None:
        refuse_old(row, boot)
    return now


def _apply(
    connection: sa.Connection, means: Means, node: Mapping[str, Any], boot: str, said: Sequence[Report]
) -> _Applied:
    now = _heard(connection, UUID(node["id"]), boot)
    told_of = {one.attempt for one in said}
    mine = attempts.host_runs_of(told_of, UUID(node["id"]))
    loaded = host_runs.load_locked(connection, mine, steps_read)
    rows = attempts.find_many(connection, told_of)
    batch = _Batch(
        now=now,
        node=node,
        boot=boot,
        rows=rows,
        known=inbox.known(connection, _may_have_come(rows, said)),
        sealed=frozenset(one.execution.id for one in loaded.values() if one.execution.sealed_at is not None),
    )
    judged = [_judge(batch, one) for one in said]
    letters = _observations(batch, judged, loaded)
    ended = sum(one.finished_at is not None for one in batch.turns.values())
    means.quick.saw(_durations(means.quick, batch, judged, loaded))
    chosen = places(connection, means, now, {UUID(node["id"]): ended}) if ended else None
    pace.confirm(connection, batch.confirmed, now)
    _show_running(connection, batch)  # first and alone: the same visits may finish in this very batch
    with bulk.together(connection):
        attempts.turn(connection, list(batch.turns.values()))
        inbox.add(connection, batch.received, now)
        outbox.put(connection, letters, now)
        advance(connection, means.settings, batch.steps, now, loaded, chosen)
    if chosen is None:
        return _Applied(judged, [], rings=bool(letters or ended))
    if chosen.open:
        given = chosen.parcels(now)
        # Another transaction may leave attempts waiting that doesn't see yet what ends here, nor this one those.
        room_left = means.settings.api_processes > 1 and ended > sum(len(one.errands) for one in given)
        return _Applied(judged, given, rings=bool(letters) or chosen.left_over or room_left)
    parcels, left = lease_in_line(connection, means)
    return _Applied(judged, parcels, rings=bool(letters) or chosen.left_over or left)


def _may_have_come(rows: Mapping[UUID, sa.Row[Any]], said: Sequence[Report]) -> set[tuple[UUID, int, int]]:
    """The reports that can be in the inbox: not those that go on where their attempt stands, as nearly all do."""
    return {
        (one.attempt, one.lease, one.seq)
        for one in said
        if (row := rows.get(one.attempt)) is not None
        and not (row.status in attempts.OPEN and one.lease == row.lease and one.seq > row.seq)
    }


def _observations(batch: _Batch, judged: Sequence[Judged], loaded: Mapping[UUID, Loaded]) -> list[NewLetter]:
    """What the reports that were applied have shown of their hosts, for presentation to keep."""
    found = []
    for one in judged:
        result = one.report.result
        if one.status != "applied" or result is None:
            continue
        row = batch.rows[one.report.attempt]
        walk = loaded[row.host_run]
        if not walk.host:
            continue
        host, execution = str(walk.host["name"]), str(row.execution)
        found.append(observed(host, execution, batch.node["name"], result, row.work == Work.PROBE, batch.now))
    return [NewLetter(Letter.OBSERVATION, document) for document in found if document is not None]


def _durations(
    quick: QuickSteps, batch: _Batch, judged: Sequence[Judged], loaded: Mapping[UUID, Loaded]
) -> Iterator[tuple[QuickStep, timedelta]]:
    """Of each step whose beginning and end were heard of how long it took."""
    for one in (each.report for each in judged if each.status == "applied"):
        row, at = batch.rows[one.attempt], one.at or batch.now
        if one.result is None:
            quick.began(one.attempt, at)
            continue
        took = quick.took(one.attempt, at) if one.began is None else at - one.began
        if took is not None:
            yield (loaded[row.host_run].execution.digest, row.node), took


def _judge(batch: _Batch, one: Report) -> Judged:
    row = batch.rows.get(one.attempt)
    if row is None or row.execution in batch.sealed:
        return Judged(one, "refused", "attempt.unknown", "there is no such attempt")
    if str(row.executor_node) != batch.node["id"]:
        return Judged(one, "refused", "attempt.not_yours", "this attempt is not leased to you")
    before = batch.known.get((one.attempt, one.lease, one.seq))
    if before is not None:
        if before == one.digest:
            return Judged(one, "duplicate")
        return Judged(one, "refused", "report.conflict", "another report came under this number before")
    turn = batch.turns.get(row.id) or Turn(row.id, row.version, row.status, row.seq)
    if one.lease != row.lease or turn.status in (attempts.LOST, Status.CANCELLED):
        return _late(batch, one, row, turn)
    if turn.status not in attempts.OPEN:
        return Judged(one, "refused", "report.conflict", "the attempt has finished before")
    begins = one.began is not None and one.seq == turn.seq + 2
    if one.seq != turn.seq + 1 and not begins:
        return Judged(one, "refused", "report.seq_gap", f"expected number {turn.seq + 1}")
    _take(batch, one, row, turn, begins)
    return Judged(one, "applied")


def _remember(batch: _Batch, one: Report) -> None:
    batch.known[one.attempt, one.lease, one.seq] = one.digest
    batch.received.append(Received(one.attempt, one.lease, one.seq, one.digest))


def _about(batch: _Batch, one: Report, row: sa.Row[Any], said_at: datetime | None) -> dict[str, Any]:
    return {
        "visit": row.visit,
        "node": row.node,
        "attempt": str(row.id),
        "number": row.number,
        "lease": one.lease,
        "executor_node": batch.node["name"],
        "said_at": _text(said_at, "milliseconds"),
    }


def _text(instant: datetime | None, timespec: str = "auto") -> str | None:
    return None if instant is None else instant.isoformat(timespec=timespec)


def _actor(batch: _Batch) -> dict[str, Any]:
    return {**batch.node, "kind": "layer"}


def _late(batch: _Batch, one: Report, row: sa.Row[Any], turn: Turn) -> Judged:
    _remember(batch, one)
    confirms = turn.status == Status.CANCELLED and one.lease == row.lease and one.result is not None
    if confirms:
        batch.confirmed.append(row.id)
    event = ServiceEvent.ATTEMPT_ENDED_AFTER_WITHDRAWAL if confirms else ServiceEvent.ATTEMPT_REPORTED_LATE
    data = {
        **_about(batch, one, row, one.at),
        "attempt_status": turn.status,
        "outcome": None if one.result is None else str(one.result.outcome),
    }
    cause = {"kind": Cause.REPORT, "attempt": str(row.id), "seq": one.seq}
    fact = Fact(event, data, _actor(batch), cause)
    batch.steps.append(Step(row.host_run, None, cause, _actor(batch), (fact,)))
    return Judged(one, "late", None, f"the attempt is {turn.status}; this moves nothing")


def _take(batch: _Batch, one: Report, row: sa.Row[Any], turn: Turn, begins: bool) -> None:
    """Note what an attempt becomes; `begins`: it is heard of its beginning only now, with its end."""
    _remember(batch, one)
    cause = {"kind": Cause.REPORT, "attempt": str(row.id), "seq": one.seq}
    heard = replace(turn, seq=one.seq, boot=batch.boot, accepted_at=batch.now)
    facts: tuple[Fact, ...] = ()
    if one.result is None or begins:
        began = _about(batch, one, row, one.began if begins else one.at)
        facts = (Fact(ServiceEvent.ATTEMPT_STARTED, began, _actor(batch), cause),)
    if one.result is None:
        batch.turns[row.id] = replace(heard, status=Status.RUNNING, started_at=batch.now)
        batch.steps.append(Step(row.host_run, None, cause, _actor(batch), facts))
        return
    outcome = str(one.result.outcome)
    batch.turns[row.id] = replace(
        heard,
        status=STATUS_OF.get(outcome, Status.FAILED),
        outcome=outcome,
        started_at=turn.started_at or batch.now,
        finished_at=batch.now,
    )
    happening = Reported(row.visit, row.number, one.result)
    # Another report of this very batch may have ended the walk, and withdrawn this attempt, before this one.
    data = {**_about(batch, one, row, one.at), "attempt_status": str(Status.CANCELLED), "outcome": outcome}
    unheard = Fact(ServiceEvent.ATTEMPT_ENDED_AFTER_WITHDRAWAL, data, _actor(batch), cause)
    batch.steps.append(Step(row.host_run, happening, cause, _actor(batch), facts, (unheard,)))


def _show_running(connection: sa.Connection, batch: _Batch) -> None:
    running = [batch.rows[turn.id] for turn in batch.turns.values() if turn.status == Status.RUNNING]
    visits.change(connection, {(row.host_run, row.visit): {"status": Status.RUNNING} for row in running})
