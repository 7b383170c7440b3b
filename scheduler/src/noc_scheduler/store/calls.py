"""Bundles of procedures, and the executions that walk one for a host of another execution."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import ACTIVE
from noc_scheduler.store.crossings import Crossing
from noc_scheduler.store.executions import SMALL, change
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import bundles, crossings, executions, host_runs
from noc_scheduler.store.upsert import is_new

#: A procedure version: `{version, digest, canonical}`.
Version = Mapping[str, Any]


def keep(connection: sa.Connection, procedures: Mapping[str, Version], now: datetime) -> str | None:
    """Store a bundle once; its digest, None for an empty one."""
    if not procedures:
        return None
    named = {name: [each["version"], each["digest"]] for name, each in procedures.items()}
    digest = "sha256:" + hashlib.sha256(rfc8785.dumps(named)).hexdigest()
    values = {
        "digest": digest,
        "account_id": DEFAULT_ACCOUNT,
        "procedures": {name: dict(each) for name, each in procedures.items()},
        "created_at": now,
    }
    is_new(connection, bundles, values)
    return digest


def versions(connection: sa.Connection, bundle: str | None) -> Mapping[str, Version]:
    """The versions in a bundle by the names of their procedures; None is the empty one."""
    if bundle is None:
        return {}
    query = sa.select(bundles.c.procedures).where(bundles.c.digest == bundle)
    kept: Mapping[str, Version] = connection.execute(query).scalar_one()
    return kept


def wait_for_end(
    connection: sa.Connection, execution: UUID, host_run: UUID, visit: int, node: str, now: datetime
) -> None:
    """Keep a place for what the sub-procedure of this visit will come to."""
    connection.execute(
        sa.insert(crossings).values(
            host_run=host_run,
            visit=visit,
            account_id=DEFAULT_ACCOUNT,
            execution=execution,
            node=node,
            status=Crossing.CALLING,
            arrived_at=now,
        )
    )


def settle(connection: sa.Connection, host_run: UUID, visit: int, result: Mapping[str, Any]) -> None:
    """The sub-procedure of this visit has come to its end; the walk is told next."""
    here = (
        crossings.c.host_run == host_run,
        crossings.c.visit == visit,
        crossings.c.status == Crossing.CALLING,
    )
    connection.execute(
        sa.update(crossings).where(*here).values(status=Crossing.READY, result=dict(result), elected=False)
    )


def called_by(connection: sa.Connection, host_run: UUID, visit: int) -> sa.Row[Any] | None:
    """The execution that this visit has called, locked; None where it has called none, or called it in vain."""
    mine = (executions.c.caller == host_run, executions.c.caller_visit == visit)
    return connection.execute(sa.select(*SMALL).where(*mine).with_for_update()).one_or_none()


def hand_on(connection: sa.Connection, called: sa.Row[Any], visit: int) -> sa.Row[Any]:
    """Let a later visit of the same walk be the one that has called this execution; its row as it is then."""
    change(connection, called, {"caller_visit": visit})
    return connection.execute(sa.select(*SMALL).where(executions.c.id == called.id)).one()


def cancel_children(
    connection: sa.Connection, callers: Sequence[tuple[UUID, int]], wish: Mapping[str, Any]
) -> None:
    """Have the sub-procedures of visits that are over cancelled."""
    if callers:
        called = sa.tuple_(executions.c.caller, executions.c.caller_visit).in_(list(callers))
        connection.execute(
            sa.update(executions)
            .where(called, executions.c.status.in_(sorted(ACTIVE)), executions.c.cancel.is_(None))
            .values(cancel=dict(wish), version=executions.c.version + 1)
        )


def of_host_runs(connection: sa.Connection, host_run_ids: Sequence[UUID]) -> list[sa.Row[Any]]:
    """The sub-procedures walked for these HostRuns, in the order they were called."""
    query = (
        sa.select(executions.c.id, executions.c.number, executions.c.procedure, executions.c.status)
        .add_columns(executions.c.caller, executions.c.caller_visit)
        .where(executions.c.caller.in_(list(host_run_ids)))
        .order_by(executions.c.number)
    )
    return list(connection.execute(query))


def only_host_run(connection: sa.Connection, execution: UUID) -> sa.Row[Any]:
    """The one HostRun of an execution that was called."""
    return connection.execute(sa.select(host_runs).where(host_runs.c.execution == execution)).one()
