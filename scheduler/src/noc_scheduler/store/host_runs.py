"""HostRuns: frozen in bulk, claimed, and loaded whole for a walk."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.host_run import Host, HostRun
from noc_scheduler.flowchart.state import dump_rest
from noc_scheduler.flowchart.state import load as load_value
from noc_scheduler.flowchart.vocabulary import ACTIVE, Status
from noc_scheduler.store import bulk, reached
from noc_scheduler.store.executions import SMALL
from noc_scheduler.store.host_locks import may_begin, not_locked_out
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.pace import Pace
from noc_scheduler.store.tables import executions, host_runs, steps, tokens

#: The frozen document of the one walk of an execution without hosts, and its name: no host can have that.
NO_HOST: Mapping[str, Any] = {}
NOBODY = "-"
#: What the core may read about a host; the rest of the frozen document only travels to the executor node.
FACTS = ("name", "address", "groups", "tags", "vars")
#: What a token consists of; each is a column.
TOKEN = ("id", "node", "visit", "frames", "forks", "mark")
#: Names the steps that the walks of an execution read.
StepsRead = Callable[[sa.Connection, sa.Row[Any]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A HostRun with what the store must know to put it back, its execution's row but `canonical`, its frozen host."""

    id: UUID
    value: HostRun
    execution: sa.Row[Any]
    version: int
    last_seq: int
    host: Mapping[str, Any]


def execution_names(row: Any) -> dict[str, Any]:
    """What expressions may read as `execution.*`."""
    return {
        "id": str(row.id),
        "number": row.number,
        "procedure": row.procedure,
        "check_mode": row.check_mode,
        "diff": row.diff,
    }


def freeze(
    connection: sa.Connection,
    execution: sa.Row[Any],
    hosts: Sequence[Mapping[str, Any]],
    fresh: Sequence[HostRun],
    first: int = 1,
) -> None:
    """Store one queued HostRun per host, in this order, or one for NO_HOST; `fresh` are walks that have not begun.

    `first` is the ordinal of the first of them.
    """
    reached.note(connection, execution.id, [host["groups"] for host in hosts if host])
    bulk.insert(
        connection,
        host_runs,
        [
            {
                "id": new_id(),
                "account_id": DEFAULT_ACCOUNT,
                "execution": execution.id,
                "ordinal": ordinal,
                "name": host.get("name", NOBODY),
                "host": dict(host),
                "status": Status.QUEUED,
                "order_at": execution.order_at,
                "state": dump_rest(value),
            }
            for ordinal, (host, value) in enumerate(zip(hosts, fresh, strict=True), start=first)
        ],
    )


def count(connection: sa.Connection, execution: UUID) -> int:
    """How many hosts an execution has."""
    query = sa.select(sa.func.count()).where(host_runs.c.execution == execution)
    return int(connection.execute(query).scalar_one())


def claim_queued(connection: sa.Connection, limit: int) -> list[UUID]:
    """HostRuns that have not begun and may, in their order; locked until the transaction ends."""
    query = (
        sa.select(host_runs.c.id)
        .join(executions, executions.c.id == host_runs.c.execution)
        .where(*may_begin(), not_locked_out())
        .order_by(host_runs.c.order_at, host_runs.c.id)
        .limit(limit)
        .with_for_update(of=host_runs, skip_locked=True)
    )
    return list(connection.scalars(query))


def claim_to_cancel(connection: sa.Connection, limit: int) -> list[UUID]:
    """HostRuns still on their way in executions that are to be cancelled; locked like `claim_queued`."""
    query = (
        sa.select(host_runs.c.id)
        .join(executions, executions.c.id == host_runs.c.execution)
        .where(
            executions.c.status.in_(sorted(ACTIVE)),
            executions.c.cancel.is_not(None),
            host_runs.c.status.in_(sorted(ACTIVE)),
            sa.or_(
                executions.c.pace.is_(None),
                executions.c.pace != Pace.STOPPING,
                host_runs.c.pace.is_(None),
                host_runs.c.pace != Pace.STOPPING,
            ),
        )
        .order_by(host_runs.c.id)
        .limit(limit)
        .with_for_update(of=host_runs, skip_locked=True)
    )
    return list(connection.scalars(query))


def claim_abandoned(connection: sa.Connection, limit: int) -> list[UUID]:
    """HostRuns that will never be let go; locked like `claim_queued`."""
    query = (
        sa.select(host_runs.c.id)
        .join(executions, executions.c.id == host_runs.c.execution)
        .where(
            executions.c.abandoned.is_not(None),
            host_runs.c.status == Status.QUEUED,
            host_runs.c.ordinal > executions.c.admitted,
        )
        .order_by(host_runs.c.id)
        .limit(limit)
        .with_for_update(of=host_runs, skip_locked=True)
    )
    return list(connection.scalars(query))


def any_not_let_go(connection: sa.Connection, execution: UUID, admitted: int) -> bool:
    """Whether a host of the execution still stands before its start."""
    held = sa.select(host_runs.c.id).where(
        host_runs.c.execution == execution,
        host_runs.c.status == Status.QUEUED,
        host_runs.c.ordinal > admitted,
    )
    return bool(connection.execute(sa.select(held.exists())).scalar_one())


def lock(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The statuses of HostRuns, by id, that nobody else changes until this transaction ends."""
    query = sa.select(host_runs.c.id, host_runs.c.status).where(host_runs.c.id.in_(list(ids)))
    rows = connection.execute(query.order_by(host_runs.c.id).with_for_update())
    return {row.id: row.status for row in rows}


def load_locked(
    connection: sa.Connection,
    ids: Iterable[UUID] | sa.Select[UUID],
    steps_read: StepsRead | None = None,
) -> dict[UUID, Loaded]:
    """HostRuns by id as `load` answers them, which nobody else changes until this transaction ends.

    Whoever touches a HostRun's tokens, waits or attempts locks the HostRun first, in the order of ids.
    """
    return _whole(connection, connection.execute(_of(ids).with_for_update()).all(), steps_read)


def load(
    connection: sa.Connection, ids: Iterable[UUID], steps_read: StepsRead | None = None
) -> dict[UUID, Loaded]:
    """HostRuns by id with everything a walk needs, in four queries.

    `steps_read` names the steps that walks of an execution read: the results of others are left out.
    """
    return _whole(connection, connection.execute(_of(ids)).all(), steps_read)


def _of(ids: Iterable[UUID] | sa.Select[UUID]) -> sa.Select[Any]:
    asked = ids if isinstance(ids, sa.Select) else sorted(set(ids))
    return sa.select(host_runs).where(host_runs.c.id.in_(asked)).order_by(host_runs.c.id)


def _whole(
    connection: sa.Connection, rows: Sequence[sa.Row[Any]], steps_read: StepsRead | None
) -> dict[UUID, Loaded]:
    wanted = [row.id for row in rows]
    parents = {
        row.id: row
        for row in connection.execute(
            sa.select(*SMALL).where(executions.c.id.in_({row.execution for row in rows}))
        )
    }
    places: dict[UUID, list[dict[str, Any]]] = {}
    for row in connection.execute(
        sa.select(tokens).where(tokens.c.host_run.in_(wanted)).order_by(tokens.c.position)
    ):
        places.setdefault(row.host_run, []).append({name: row._mapping[name] for name in TOKEN})
    values: dict[UUID, dict[str, Any]] = {}
    kept = sa.select(steps).where(steps.c.host_run.in_(wanted))
    if steps_read is not None:
        names = {name for parent in parents.values() for name in steps_read(connection, parent)}
        kept = kept.where(steps.c.node.in_(sorted(names)))
    for row in connection.execute(kept) if steps_read is None or names else ():
        values.setdefault(row.host_run, {})[row.node] = row.value
    return {
        row.id: Loaded(
            row.id,
            load_value(
                {
                    **row.state,
                    "host": {name: row.host[name] for name in FACTS} if row.host else None,
                    "params": parents[row.execution].params,
                    "execution": execution_names(parents[row.execution]),
                    "tokens": places.get(row.id, []),
                    "steps": values.get(row.id, {}),
                }
            ),
            parents[row.execution],
            row.version,
            row.last_seq,
            row.host,
        )
        for row in rows
    }


def core_host(document: Mapping[str, Any]) -> Host | None:
    """What the core may know of a frozen host; None where there is none."""
    if not document:
        return None
    return Host(
        name=document["name"],
        address=document["address"],
        groups=tuple(document["groups"]),
        tags=tuple(document["tags"]),
        vars=document["vars"],
    )


def documents(connection: sa.Connection, ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """The frozen host documents of these HostRuns."""
    query = sa.select(host_runs.c.host).where(host_runs.c.id.in_(list(ids))).order_by(host_runs.c.id)
    return list(connection.scalars(query))
