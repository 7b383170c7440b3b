"""Arrivals at places where hosts wait for each other, and what each such place has come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import FAILING, FINISHED, STATUS_OF_OUTCOME
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import crossing_points, crossings, host_runs
from noc_scheduler.store.upsert import insert_into

FINISHED_WORDS = sorted(FINISHED)


class Crossing(StrEnum):
    """How far an arrival has come."""

    WAITING = "waiting"
    READY = "ready"  # decided, and its walk is to be told
    PASSED = "passed"
    CALLING = "calling"  # not for other hosts: a sub-procedure walks for this one


@dataclass(frozen=True, slots=True)
class Arrival:
    """A host that has come to a node where hosts meet."""

    execution: UUID
    host_run: UUID
    visit: int
    node: str


def arrive(connection: sa.Connection, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Store arrivals; the first one makes the place."""
    if not arrivals:
        return
    places = [
        {
            "execution": execution,
            "node": node,
            "account_id": DEFAULT_ACCOUNT,
            "first_at": now,
            "opened": False,
        }
        for execution, node in dict.fromkeys((one.execution, one.node) for one in arrivals)
    ]
    connection.execute(insert_into(connection, crossing_points).values(places).on_conflict_do_nothing())
    connection.execute(
        sa.insert(crossings),
        [
            {
                "host_run": one.host_run,
                "visit": one.visit,
                "account_id": DEFAULT_ACCOUNT,
                "execution": one.execution,
                "node": one.node,
                "status": Crossing.WAITING,
                "arrived_at": now,
            }
            for one in arrivals
        ],
    )


def points(connection: sa.Connection, execution: UUID) -> list[sa.Row[Any]]:
    """The places of an execution that somebody has come to."""
    query = sa.select(crossing_points).where(crossing_points.c.execution == execution)
    return list(connection.execute(query.order_by(crossing_points.c.node)))


def change_point(connection: sa.Connection, execution: UUID, node: str, values: Mapping[str, Any]) -> None:
    """Change what a place has come to; the caller has locked the execution."""
    connection.execute(
        sa.update(crossing_points)
        .where(crossing_points.c.execution == execution, crossing_points.c.node == node)
        .values(**values)
    )


def forget_failed(connection: sa.Connection, execution: UUID, nodes: Iterable[str]) -> None:
    """Steps that one host ran for all and that did not go well are to be run again; the others stay as they are."""
    for point in points(connection, execution):
        failed = point.result is not None and STATUS_OF_OUTCOME.get(point.result["outcome"]) in FAILING
        if failed and point.node in set(nodes):
            change_point(connection, execution, point.node, {"result": None, "elected": None})


def waiting(connection: sa.Connection, execution: UUID) -> dict[str, list[sa.Row[Any]]]:
    """Arrivals that wait, by node, in the order they came; those whose walk is over are left out."""
    query = (
        sa.select(crossings)
        .join(host_runs, host_runs.c.id == crossings.c.host_run)
        .where(
            crossings.c.execution == execution,
            crossings.c.status == Crossing.WAITING,
            host_runs.c.status.not_in(FINISHED_WORDS),
        )
        .order_by(crossings.c.arrived_at, host_runs.c.ordinal, crossings.c.visit)
    )
    found: dict[str, list[sa.Row[Any]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.node, []).append(row)
    return found


def arrived(connection: sa.Connection, execution: UUID) -> dict[str, tuple[int, int]]:
    """For each node: how many hosts have come to it, and how many of these are over."""
    over = sa.case((host_runs.c.status.in_(FINISHED_WORDS), crossings.c.host_run))
    query = (
        sa.select(
            crossings.c.node,
            sa.func.count(sa.distinct(crossings.c.host_run)),
            sa.func.count(sa.distinct(over)),
        )
        .join(host_runs, host_runs.c.id == crossings.c.host_run)
        .where(crossings.c.execution == execution)
        .group_by(crossings.c.node)
    )
    return {node: (come, ended) for node, come, ended in connection.execute(query)}


def make_ready(
    connection: sa.Connection,
    rows: Iterable[sa.Row[Any]],
    result: Mapping[str, Any] | None,
    elected: bool = False,
) -> None:
    """Decide arrivals: elected to run the step, or settled with a result."""
    _set(connection, rows, {"status": Crossing.READY, "result": result, "elected": elected})


def pass_by(connection: sa.Connection, rows: Iterable[sa.Row[Any]]) -> None:
    """Note that the walks of these arrivals have been told."""
    _set(connection, rows, {"status": Crossing.PASSED, "result": None})


def leave(connection: sa.Connection, visits_over: Iterable[tuple[UUID, int]]) -> None:
    """Visits that were over before anybody decided for them: time opened the gate, or the walk ended."""
    keys = list(visits_over)
    if keys:
        here = sa.tuple_(crossings.c.host_run, crossings.c.visit).in_(keys)
        connection.execute(
            sa.update(crossings)
            .where(here, crossings.c.status == Crossing.WAITING)
            .values(status=Crossing.PASSED)
        )


def claim_ready(connection: sa.Connection, limit: int) -> list[sa.Row[Any]]:
    """Decided arrivals whose walks are to be told, oldest first; their HostRuns are locked."""
    query = (
        sa.select(crossings)
        .join(host_runs, host_runs.c.id == crossings.c.host_run)
        .where(crossings.c.status == Crossing.READY)
        .order_by(crossings.c.host_run, crossings.c.visit)
        .limit(limit)
        .with_for_update(of=[crossings, host_runs], skip_locked=True)
    )
    return list(connection.execute(query))


def elected_is_over(connection: sa.Connection, elected: UUID) -> bool:
    """Whether the walk that was to run a step is over."""
    query = sa.select(host_runs.c.status).where(host_runs.c.id == elected)
    return connection.execute(query).scalar_one() in FINISHED_WORDS


def standing(connection: sa.Connection, execution: UUID) -> int:
    """How many hosts stand still at such places and do nothing else."""
    query = (
        sa.select(sa.func.count(sa.distinct(crossings.c.host_run)))
        .join(host_runs, host_runs.c.id == crossings.c.host_run)
        .where(
            crossings.c.execution == execution,
            crossings.c.status == Crossing.WAITING,
            host_runs.c.status == "waiting",
        )
    )
    return int(connection.execute(query).scalar_one())


def _set(connection: sa.Connection, rows: Iterable[sa.Row[Any]], values: Mapping[str, Any]) -> None:
    keys = [(row.host_run, row.visit) for row in rows]
    if keys:
        columns = sa.tuple_(crossings.c.host_run, crossings.c.visit)
        connection.execute(sa.update(crossings).where(columns.in_(keys)).values(**values))
