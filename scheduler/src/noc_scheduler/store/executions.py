"""Executions: made, claimed when they are due, and counted by what their hosts have come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Overtaken
from noc_scheduler.flowchart.vocabulary import ACTIVE, Status
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.priority import AGEING, USUAL, order_at
from noc_scheduler.store.tables import counters, executions, host_runs, turns, waits
from noc_scheduler.store.upsert import insert_into, is_new
from noc_scheduler.store.waits import WHOLE, WaitAct

#: Everything about an execution but the canonical form, which is large and compiled once.
SMALL = [column for column in executions.c if column is not executions.c.canonical]
#: What ends with another execution; and what is waited for instead of a turn among the procedure's executions.
FOR_OTHERS = (WaitAct.GIVE_UP_TURN, WaitAct.GIVE_UP_SEQUENCE)
NOT_FOR_A_TURN = (WaitAct.START, WaitAct.GIVE_UP_SEQUENCE)


@dataclass(frozen=True, slots=True)
class Caller:
    """The visit that an execution is walked for, and how many executions stand around it."""

    host_run: UUID
    visit: int
    depth: int


@dataclass(frozen=True, slots=True)
class NewExecution:
    """An execution as it is asked for, with frozen copies of everything it will need but its hosts."""

    procedure: str
    procedure_version: int
    digest: str
    canonical: Mapping[str, Any]
    target: Mapping[str, Any]
    params: Mapping[str, Any]
    actor: Mapping[str, Any]
    reason: str | None = None
    start_at: datetime | None = None
    schedule: UUID | None = None
    policy: Mapping[str, Any] | None = None
    bundle: str | None = None
    caller: Caller | None = None
    on_behalf_of: Mapping[str, Any] | None = None
    priority: int = USUAL
    in_sequence: bool = False
    now_anyway: str | None = None
    locks_hosts: bool = False
    check_mode: bool = False
    diff: bool = False


def add(
    connection: sa.Connection,
    new: NewExecution,
    now: datetime,
    status: Status = Status.QUEUED,
    ageing: timedelta = AGEING,
) -> UUID:
    """Store an execution, numbered for people; its id."""
    identity = new_id()
    connection.execute(
        sa.insert(executions).values(
            id=identity,
            number=_next_number(connection, "executions"),
            status=status,
            procedure=new.procedure,
            procedure_version=new.procedure_version,
            digest=new.digest,
            canonical=dict(new.canonical),
            target=dict(new.target),
            params=dict(new.params),
            actor=dict(new.actor),
            on_behalf_of=None if new.on_behalf_of is None else dict(new.on_behalf_of),
            reason=new.reason,
            start_at=new.start_at,
            schedule=new.schedule,
            bundle=new.bundle,
            depth=new.caller.depth if new.caller else 0,
            caller=new.caller.host_run if new.caller else None,
            caller_visit=new.caller.visit if new.caller else None,
            started_at=None if status == Status.QUEUED else now,
            policy=None if new.policy is None else dict(new.policy),
            fire_at=new.start_at or now,
            priority=new.priority,
            order_at=order_at(new.start_at or now, new.priority, ageing),
            in_sequence=new.in_sequence,
            now_anyway=new.now_anyway,
            turn_at=None if status == Status.QUEUED else now,
            locks_hosts=new.locks_hosts,
            check_mode=new.check_mode,
            diff=new.diff,
            created_at=now,
        )
    )
    return identity


def _next_number(connection: sa.Connection, name: str) -> int:
    insert = insert_into(connection, counters)
    upsert = insert.values(account_id=DEFAULT_ACCOUNT, name=name, value=1).on_conflict_do_update(
        index_elements=[counters.c.account_id, counters.c.name], set_={"value": counters.c.value + 1}
    )
    number: int = connection.execute(upsert.returning(counters.c.value)).scalar_one()
    return number


def find(connection: sa.Connection, reference: UUID | int) -> sa.Row[Any] | None:
    """The execution of this id or number; like all rows from here without `canonical`."""
    column = executions.c.id if isinstance(reference, UUID) else executions.c.number
    return connection.execute(
        sa.select(*SMALL).where(executions.c.account_id == DEFAULT_ACCOUNT, column == reference)
    ).one_or_none()


def canonical(connection: sa.Connection, identity: UUID) -> dict[str, Any]:
    """The procedure as this execution walks it; large, so no row brings it, and whoever has it compiled doesn't ask."""
    query = sa.select(executions.c.canonical).where(executions.c.id == identity)
    found: dict[str, Any] = connection.execute(query).scalar_one()
    return found


def find_many(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, sa.Row[Any]]:
    """Executions by id."""
    rows = connection.execute(sa.select(*SMALL).where(executions.c.id.in_(list(ids))))
    return {row.id: row for row in rows}


def newest(connection: sa.Connection, before: int | None, limit: int) -> list[sa.Row[Any]]:
    """Executions from the newest back, those with a smaller number than `before`; called ones are left out."""
    query = sa.select(*SMALL).where(
        executions.c.account_id == DEFAULT_ACCOUNT,
        executions.c.caller.is_(None),
        executions.c.sealed_at.is_(None),
    )
    if before is not None:
        query = query.where(executions.c.number < before)
    return list(connection.execute(query.order_by(executions.c.number.desc()).limit(limit)))


def claim_due(connection: sa.Connection, now: datetime, hold: timedelta, limit: int) -> list[sa.Row[Any]]:
    """Queued executions whose time has come, in their order; nobody else gets them for `hold`."""
    due = (
        sa.select(*SMALL)
        .where(executions.c.status == Status.QUEUED, executions.c.fire_at <= now)
        .order_by(executions.c.order_at, executions.c.number)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(connection.execute(due))
    connection.execute(
        sa.update(executions).where(executions.c.id.in_([row.id for row in rows])).values(fire_at=now + hold)
    )
    return rows


def open_to_hosts(connection: sa.Connection, schedule: UUID, digest: str, host: str) -> sa.Row[Any] | None:
    """The newest execution of a schedule that a further host may come to: of this version, with nobody stopping it.

    Locked until the transaction ends; whether its policy lets hosts join is for the caller to see.
    """
    there = sa.select(host_runs.c.id).where(
        host_runs.c.execution == executions.c.id, host_runs.c.name == host
    )
    query = (
        sa.select(*SMALL)
        .where(
            executions.c.schedule == schedule,
            executions.c.digest == digest,
            executions.c.status.in_((Status.QUEUED, Status.RUNNING)),
            *(executions.c[name].is_(None) for name in ("cancel", "abandoned", "hold", "pace", "caller")),
            ~there.exists(),
        )
        .order_by(executions.c.number.desc())
        .limit(1)
        .with_for_update()
    )
    return connection.execute(query).one_or_none()


def active_of_schedule(
    connection: sa.Connection, schedule: UUID, before: int | None = None
) -> list[sa.Row[Any]]:
    """Executions of a schedule that have not ended, oldest first (those numbered below `before`)."""
    query = sa.select(
        executions.c.id,
        executions.c.number,
        executions.c.status,
        executions.c.cancel,
    ).where(executions.c.schedule == schedule, executions.c.status.in_(sorted(ACTIVE)))
    if before is not None:
        query = query.where(executions.c.number < before)
    return list(connection.execute(query.order_by(executions.c.number)))


def lock_turns(connection: sa.Connection, procedure: str) -> None:
    """Until this transaction ends nobody else gives turns to executions of this procedure."""
    is_new(connection, turns, {"account_id": DEFAULT_ACCOUNT, "procedure": procedure})
    here = (turns.c.account_id == DEFAULT_ACCOUNT, turns.c.procedure == procedure)
    connection.execute(sa.select(turns).where(*here).with_for_update())


def numbers_with_turn(connection: sa.Connection, procedure: str) -> list[int]:
    """Executions of a procedure that have had their turn and have not ended; called ones don't count."""
    query = sa.select(executions.c.number).where(
        *_of_procedure(procedure), executions.c.status.in_(sorted(ACTIVE)), executions.c.turn_at.is_not(None)
    )
    return list(connection.scalars(query.order_by(executions.c.number)))


def count_before(connection: sa.Connection, row: sa.Row[Any], now: datetime) -> int:
    """How many executions of the same procedure want their turn now and come before this one."""
    elsewhere = sa.select(waits.c.subject).where(
        waits.c.subject == executions.c.id, waits.c.visit == WHOLE, waits.c.act.in_(NOT_FOR_A_TURN)
    )
    query = sa.select(sa.func.count()).where(
        *_of_procedure(row.procedure),
        executions.c.status == Status.QUEUED,
        executions.c.turn_at.is_(None),
        executions.c.cancel.is_(None),
        sa.or_(executions.c.start_at.is_(None), executions.c.start_at <= now),
        sa.or_(
            executions.c.order_at < row.order_at,
            sa.and_(executions.c.order_at == row.order_at, executions.c.number < row.number),
        ),
        ~elsewhere.exists(),
    )
    return int(connection.execute(query).scalar_one())


def _of_procedure(procedure: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        executions.c.account_id == DEFAULT_ACCOUNT,
        executions.c.procedure == procedure,
        executions.c.caller.is_(None),
    )


def wake(connection: sa.Connection, ended: sa.Row[Any], now: datetime, limit: int = 10) -> None:
    """Have those looked at that wait for a turn and may get it now that `ended` is over.

    What somebody else holds is passed over, so that two that end wait for nobody: it is looked at again by itself.
    """
    waiting = sa.select(waits.c.subject).where(
        waits.c.subject == executions.c.id, waits.c.visit == WHOLE, waits.c.act.in_(FOR_OTHERS)
    )
    related = executions.c.procedure == ended.procedure
    if ended.schedule is not None:
        related = sa.or_(related, executions.c.schedule == ended.schedule)
    found = (
        sa.select(executions.c.id)
        .where(executions.c.status == Status.QUEUED, related, executions.c.fire_at > now, waiting.exists())
        .order_by(executions.c.order_at, executions.c.number)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(connection.scalars(found))
    if ids:
        connection.execute(sa.update(executions).where(executions.c.id.in_(ids)).values(fire_at=now))


def change(connection: sa.Connection, row: sa.Row[Any], values: Mapping[str, Any]) -> None:
    """Compare-and-swap: change exactly the version that was read, or raise Overtaken."""
    changed = connection.execute(
        sa.update(executions)
        .where(executions.c.id == row.id, executions.c.version == row.version)
        .values({"version": row.version + 1, **values})
    )
    if changed.rowcount != 1:
        raise Overtaken(f"execution {row.number} was changed meanwhile")


def lock(connection: sa.Connection, ids: Iterable[UUID]) -> list[sa.Row[Any]]:
    """Executions, in the order of their ids, that nobody else changes until this transaction ends."""
    query = sa.select(*SMALL).where(executions.c.id.in_(list(ids))).order_by(executions.c.id)
    return list(connection.execute(query.with_for_update()))


def counts(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """How many hosts of each execution have which status."""
    query = (
        sa.select(host_runs.c.execution, host_runs.c.status, sa.func.count())
        .where(host_runs.c.execution.in_(list(ids)))
        .group_by(host_runs.c.execution, host_runs.c.status)
    )
    found: dict[UUID, dict[str, int]] = {}
    for execution, status, count in connection.execute(query):
        found.setdefault(execution, {})[status] = count
    return found


def count_ended(connection: sa.Connection, execution: UUID, outcome: str) -> int:
    """How many hosts of an execution ended with this word."""
    query = sa.select(sa.func.count()).where(
        host_runs.c.execution == execution, host_runs.c.outcome_word == outcome
    )
    return int(connection.execute(query).scalar_one())


def has_active_hosts(connection: sa.Connection, execution: UUID) -> bool:
    """Whether any host of it is still on its way, or shall be again."""
    active = sa.select(host_runs.c.id).where(
        host_runs.c.execution == execution,
        sa.or_(host_runs.c.status.in_(sorted(ACTIVE)), host_runs.c.resume.is_not(None)),
    )
    return bool(connection.execute(sa.select(active.exists())).scalar_one())
