"""Showing executions: summed up, host by host, visit by visit, and as a matrix; plain values."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import NotFound
from noc_scheduler.flowchart.sentences import Sentence, from_text
from noc_scheduler.flowchart.state import places
from noc_scheduler.flowchart.vocabulary import ACTIVE, FINISHED, Status
from noc_scheduler.service.executions.cancelling import cancelling
from noc_scheduler.service.executions.finding import the_execution
from noc_scheduler.service.executions.not_let_go import kept_reason, why_not_let_go
from noc_scheduler.service.executions.policy import kept_policy
from noc_scheduler.service.executions.sentence import MOST_NAMED, Ending, Facts, sentence
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating.acts import acts
from noc_scheduler.store import calls, executions, reached, reading
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.pace import Pace
from noc_scheduler.store.waits import WHOLE

#: So many visits are shown of one host's path; more are pages of `visits`.
LONGEST_PATH = 1_000


def execution(means: Means, reference: str) -> dict[str, Any]:
    """One execution by id or number."""
    with means.database.reading() as connection:
        return _summed_up(connection, [the_execution(connection, reference)])[0]


def newest_executions(means: Means, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Executions from the newest back."""
    with means.database.reading() as connection:
        return _summed_up(connection, executions.newest(connection, before, limit))


def hosts(means: Means, reference: str, after: int, limit: int) -> list[dict[str, Any]]:
    """The hosts of an execution in their order."""
    with means.database.reading() as connection:
        row = the_execution(connection, reference)
        return _hosts(connection, row, reading.hosts(connection, row.id, after, limit))


def host(means: Means, reference: str, name: str) -> dict[str, Any]:
    """One host with its path and variables."""
    with means.database.reading() as connection:
        parent = the_execution(connection, reference)
        row = reading.host(connection, parent.id, name)
        if row is None:
            raise NotFound("not_found", "this execution has no such host")
        tries: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for attempt in reading.tries(connection, row.id):
            tries[attempt.visit].append(dict(attempt._mapping))
        path = [
            {**visit, "tries": tries[visit["number"]]}
            for visit in _visits(connection, parent.id, name, None, (0, 0), LONGEST_PATH)
        ]
        (shown,) = _hosts(connection, parent, [row])
        called = [
            {
                "visit": each.caller_visit,
                "procedure": each.procedure,
                "execution": each.id,
                "number": each.number,
                "status": each.status,
            }
            for each in calls.of_host_runs(connection, [row.id])
        ]
        done = acts(connection, row.id)
        return {**shown, "path": path, "vars": row.state.get("vars", {}), "calls": called, "acts": done}


def visits(
    means: Means,
    reference: str,
    host_name: str | None,
    node: str | None,
    after: tuple[int, int],
    limit: int,
    ids: Collection[UUID] | None = None,
) -> list[dict[str, Any]]:
    """Visits by host and number; `ids`: of these alone."""
    with means.database.reading() as connection:
        row = the_execution(connection, reference)
        return _visits(connection, row.id, host_name, node, after, limit, ids)


def lines(means: Means, reference: str, host_name: str | None, node: str | None) -> dict[str, Any]:
    """How many lines each visit wrote, in the order in which they ended: places instead of names."""
    with means.database.reading() as connection:
        row = the_execution(connection, reference)
        written = reading.lines_written(connection, row.id, host_name, node)
    hosts = {name: place for place, name in enumerate(dict.fromkeys(one.name for one in written))}
    nodes = {name: place for place, name in enumerate(dict.fromkeys(one.node for one in written))}
    return {
        "hosts": list(hosts),
        "nodes": list(nodes),
        "visits": [[one.id, hosts[one.name], nodes[one.node], one.number, one.lines] for one in written],
    }


def matrix(means: Means, reference: str) -> dict[str, Any]:
    """Every host by every node it has visited, and how often each arrow was taken."""
    with means.database.reading() as connection:
        row = the_execution(connection, reference)
        rows = reading.rows_of_matrix(connection, row.id)
        cells: dict[UUID, dict[str, Any]] = defaultdict(dict)
        for cell in reading.cells(connection, row.id):
            cells[cell.host_run][cell.node] = {
                "outcome": cell.outcome,
                "status": cell.status,
                "visits": cell.visits,
                "changed": cell.changed,
            }
        counts = reading.arrow_counts(connection, row.id)
        nodes = executions.canonical(connection, row.id)["spec"]["nodes"]
    return {
        "nodes": [
            {"id": name, "kind": node["kind"], "title": node.get("title", name)}
            for name, node in nodes.items()
        ],
        "hosts": [
            {
                "name": one.name,
                "status": one.status,
                "outcome_word": one.outcome_word,
                "cells": cells.get(one.id, {}),
            }
            for one in rows
        ],
        "arrows": [
            {"from": one.source, "outcome": one.outcome, "to": one.target, "count": one.times}
            for one in counts
        ],
    }


def _summed_up(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[dict[str, Any]]:
    ids = [row.id for row in rows]
    now = database_now(connection)
    counts = executions.counts(connection, ids)
    changed = reading.changed(connection, ids)
    endings = _endings(connection, ids)
    waiting = _waiting(connection, ids)
    groups = reached.of_executions(connection, ids)
    shown = []
    for row in rows:
        active = {status: n for status, n in counts.get(row.id, {}).items() if status in ACTIVE}
        stands = bool(active) and set(active) == {Status.WAITING}
        reason, count = waiting.get(row.id, (None, 0))
        stays = row.status in ACTIVE and row.cancel is None
        waiting_for = reason if stays and count >= sum(active.values()) else None
        held = None if row.hold is None else kept_reason(row.hold)
        ended = None if row.reason is None else from_text(row.reason)
        facts = Facts(
            status=row.status,
            counts=counts.get(row.id, {}),
            endings=endings.get(row.id, []),
            changed=changed.get(row.id, 0),
            seconds=_seconds(row, now),
            reason=_english(ended),
            waiting_for=_english(waiting_for),
            held=_english(held),
        )
        shown.append(
            {
                "id": row.id,
                "number": row.number,
                "status": Status.WAITING if stands else row.status,
                "procedure": {
                    "name": row.procedure,
                    "version": row.procedure_version,
                    "digest": row.digest,
                },
                "target": row.target,
                "reached": groups.get(row.id, []),
                "params": row.params,
                "start_at": row.start_at,
                "created_at": row.created_at,
                "started_at": row.started_at,
                "finished_at": row.finished_at,
                "actor": row.actor,
                "reason": facts.reason,
                "reason_said": None if ended is None else ended.document(),
                "schedule": row.schedule,
                "priority": row.priority,
                "now_anyway": row.now_anyway,
                "check_mode": row.check_mode,
                "diff": row.diff,
                **_waits_for(waiting_for),
                "policy": row.policy,
                "wave": row.wave,
                "held": facts.held,
                "held_said": None if held is None else held.document(),
                "paused": _pause(row),
                "cancel": None if row.cancel is None else cancelling(connection, row),
                "counts": facts.counts,
                "changed": facts.changed,
                "lasted_ms": None if facts.seconds is None else round(facts.seconds * 1000),
                "endings": [asdict(ending) for ending in facts.endings],
                "sentence": sentence(facts),
            }
        )
    return shown


def _pause(row: sa.Row[Any]) -> dict[str, Any] | None:
    if row.pace != Pace.PAUSED:
        return None
    return {**row.pause, "since": datetime.fromisoformat(row.pause["since"])}


def _seconds(row: sa.Row[Any], now: datetime) -> float | None:
    if row.started_at is None:
        return None
    return float(((row.finished_at or now) - row.started_at).total_seconds())


def _endings(connection: sa.Connection, ids: Sequence[UUID]) -> dict[UUID, list[Ending]]:
    groups: dict[UUID, dict[tuple[str, str | None], list[sa.Row[Any]]]] = {}
    for row in reading.endings(connection, ids, MOST_NAMED):
        kinds = groups.setdefault(row.execution, {})
        kinds.setdefault((row.outcome_word, row.outcome_node), []).append(row)
    return {
        identity: [
            Ending(word, node, [row.name for row in rows], rows[0].hosts)
            for (word, node), rows in kinds.items()
        ]
        for identity, kinds in groups.items()
    }


def _waiting(connection: sa.Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[Sentence, int]]:
    most: dict[UUID, tuple[Sentence, int]] = {}
    for row in reading.reasons(connection, ids):
        most.setdefault(row.execution, (row.reason, row.hosts))
    return most


def _hosts(
    connection: sa.Connection, parent: sa.Row[Any], rows: Sequence[sa.Row[Any]]
) -> list[dict[str, Any]]:
    ids = [row.id for row in rows]
    standing = reading.places(connection, ids)
    reasons: dict[UUID, Sentence] = {}
    for wait in reading.waiting(connection, ids):
        reasons.setdefault(wait.subject, wait.reason)
    reasons = {**_not_let_go(connection, parent, rows), **reasons}
    return [
        {
            "id": row.id,
            "ordinal": row.ordinal,
            "name": row.name,
            "address": row.host.get("address", ""),
            "status": row.status,
            "outcome_word": row.outcome_word,
            "reason": row.reason,
            "changed": row.changed,
            "node": row.outcome_node if row.status in FINISHED else standing.get(row.id),
            **_waits_for(reasons.get(row.id)),
            "paused": row.state.get("paused"),
            "places": _places(row),
            "started_at": row.started_at,
            "finished_at": row.finished_at,
        }
        for row in rows
    ]


def _places(row: sa.Row[Any]) -> list[str]:
    """The nodes at which a walk that is over would be resumed."""
    if row.status not in FINISHED or row.status == Status.SUCCEEDED:
        return []
    return sorted({place["node"] for place in places(row.state)})


def _not_let_go(
    connection: sa.Connection, parent: sa.Row[Any], rows: Sequence[sa.Row[Any]]
) -> dict[UUID, Sentence]:
    """What hosts wait for that a policy keeps from beginning."""
    if parent.policy is None or parent.admitted is None:
        return {}
    kept = [row for row in rows if row.status == Status.QUEUED and row.ordinal > parent.admitted]
    if not kept:
        return {}
    total = sum(executions.counts(connection, [parent.id])[parent.id].values())
    policy = kept_policy(parent.policy)
    return {row.id: why_not_let_go(policy, row.ordinal, parent.admitted, total, parent.hold) for row in kept}


def _visits(
    connection: sa.Connection,
    execution_id: UUID,
    host_name: str | None,
    node: str | None,
    after: tuple[int, int],
    limit: int,
    ids: Collection[UUID] | None = None,
) -> list[dict[str, Any]]:
    rows = reading.visits_page(connection, execution_id, host_name, node, after, limit, ids)
    waits = {
        (wait.subject, wait.visit): wait.reason
        for wait in reading.waiting(connection, sorted({row.host_run for row in rows}))
        if wait.visit != WHOLE
    }
    return [{**row._mapping, **_waits_for(waits.get((row.host_run, row.number)))} for row in rows]


def _waits_for(sentence: Sentence | None) -> dict[str, Any]:
    said = None if sentence is None else sentence.document()
    return {"waiting_for": _english(sentence), "waiting_said": said}


def _english(sentence: Sentence | None) -> str | None:
    return None if sentence is None else str(sentence)
