"""Visits and arrows: what the events of a walk add up to, kept as rows for people to read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.store import bulk
from noc_scheduler.store.events import Fact, Stream
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.tables import arrows, visits

_FRESH: dict[str, Any] = {
    "status": Status.RUNNING,
    "outcome": None,
    "attempts": 0,
    "executor_node": None,
    "rc": None,
    "stdout": "",
    "stderr": "",
    "changed": False,
    "message": "",
    "code": None,
    "message_said": None,
    "why": None,
    "finished_at": None,
}


def project(
    connection: sa.Connection,
    now: datetime,
    told: Iterable[tuple[Stream, list[Fact]]],
    shown: Mapping[tuple[UUID, int], Mapping[str, Any]],
) -> None:
    """Carry events into the rows of visits and arrows; `shown` is what visits show beyond what was told."""
    begun: dict[tuple[UUID, int], dict[str, Any]] = {}
    changed: dict[tuple[UUID, int], dict[str, Any]] = {}
    taken: list[dict[str, Any]] = []
    for stream, facts in told:
        for seq, fact in enumerate(facts, start=stream.last_seq + 1):
            if fact.type == EventType.ARROW_TAKEN:
                taken.append(_arrow(stream, seq, fact.data))
            elif fact.type == EventType.VISIT_STARTED:
                begun[stream.id, fact.data["visit"]] = _visit(stream, fact.data, now)
            elif (values := _values(fact, now)) is not None:
                key = stream.id, fact.data["visit"]
                begun[key].update(values) if key in begun else changed.setdefault(key, {}).update(values)
    for key, more in shown.items():
        begun[key].update(more) if key in begun else changed.setdefault(key, {}).update(more)
    bulk.insert(connection, visits, list(begun.values()))
    bulk.insert(connection, arrows, taken)
    change(connection, changed)


def change(connection: sa.Connection, changed: Mapping[tuple[UUID, int], Mapping[str, Any]]) -> None:
    """Set columns of visits by (HostRun, number); visits that change the same columns share a statement."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for (host_run, number), values in changed.items():
        row = {"host_run": host_run, "number": number, **values}
        groups.setdefault(tuple(row), []).append(row)
    for rows in groups.values():
        bulk.update(connection, visits, ("host_run", "number"), rows)


def _visit(stream: Stream, data: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        **_FRESH,
        "host_run": stream.id,
        "number": data["visit"],
        "id": new_id(),
        "account_id": DEFAULT_ACCOUNT,
        "execution": stream.execution,
        "node": data["node"],
        "kind": data["kind"],
        "started_at": now,
    }


def _arrow(stream: Stream, seq: int, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "host_run": stream.id,
        "seq": seq,
        "account_id": DEFAULT_ACCOUNT,
        "execution": stream.execution,
        "source": data["from"],
        "outcome": data["outcome"],
        "target": data["to"],
    }


def _values(fact: Fact, now: datetime) -> dict[str, Any] | None:
    data = fact.data
    if fact.type == EventType.VISIT_WAITING:
        return {"status": Status.WAITING}
    if fact.type == EventType.VISIT_RETRIED:
        return {"status": Status.RUNNING}
    if fact.type == EventType.VISIT_FINISHED:
        return {
            "status": data["status"],
            "outcome": data["outcome"],
            "rc": data.get("rc"),
            "stdout": data.get("stdout") or "",
            "stderr": data.get("stderr") or "",
            "changed": bool(data.get("changed")),
            "message": data.get("message") or "",
            "why": data.get("why"),
            "finished_at": now,
            **({"code": data["code"]} if data.get("code") else {}),
            **({"message_said": data["said"]} if data.get("said") else {}),
        }
    return None


def find(connection: sa.Connection, execution: UUID, identity: UUID) -> sa.Row[Any] | None:
    """The visit of this id, if it belongs to this execution."""
    query = sa.select(visits).where(visits.c.id == identity, visits.c.execution == execution)
    return connection.execute(query).one_or_none()
