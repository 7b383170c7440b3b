"""Storing what HostRuns have become, under compare-and-swap, and only what has changed of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Overtaken
from noc_scheduler.flowchart.host_run import HostRun
from noc_scheduler.flowchart.state import dump
from noc_scheduler.flowchart.vocabulary import FINISHED, Status
from noc_scheduler.store.host_runs import TOKEN, Loaded, state_of
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.pace import Pace
from noc_scheduler.store.tables import host_runs, steps, tokens


@dataclass(frozen=True, slots=True)
class Change:
    """What a HostRun has become; `facts` is how many events are appended with it."""

    before: Loaded
    after: HostRun
    facts: int


def save(connection: sa.Connection, changes: Sequence[Change], now: datetime) -> None:
    """Store what HostRuns have become; raises Overtaken when one was changed since it was loaded."""
    if not changes:
        return
    dumped = [(change, dump(change.before.value), dump(change.after)) for change in changes]
    row = host_runs.c
    swap = (
        sa.update(host_runs)
        .where(row.id == sa.bindparam("the_id"), row.version == sa.bindparam("the_version"))
        .values(
            version=row.version + 1,
            last_seq=row.last_seq + sa.bindparam("facts"),
            started_at=sa.func.coalesce(row.started_at, sa.bindparam("now", now)),
            resume=sa.case((sa.bindparam("over", type_=sa.Boolean), row.resume), else_=sa.null()),
            **{
                name: sa.bindparam(f"new_{name}")
                for name in ("status", "outcome_word", "outcome_node", "reason")
            },
            **{name: sa.bindparam(f"new_{name}") for name in ("changed", "state", "pace", "finished_at")},
        )
    )
    swapped = connection.execute(swap, [_columns(change, after, now) for change, _, after in dumped])
    if swapped.rowcount != len(changes):
        raise Overtaken("a HostRun was changed meanwhile")
    _save_tokens(connection, [(c.before.id, b["tokens"], a["tokens"]) for c, b, a in dumped])
    _save_steps(connection, [(c.before.id, b["steps"], a["steps"]) for c, b, a in dumped])


def _columns(change: Change, after: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    value = change.after
    over = value.status in FINISHED
    blame = value.reason if value.status == Status.FAILED else None
    return {
        "the_id": change.before.id,
        "the_version": change.before.version,
        "facts": change.facts,
        "now": now,
        "over": over,
        "new_status": str(value.status),
        "new_outcome_word": (blame.outcome if blame else str(value.status)) if over else None,
        "new_outcome_node": (blame.node or None) if blame else None,
        "new_reason": after.get("reason"),
        "new_changed": value.changed,
        "new_state": state_of(after),
        "new_pace": pace_of(value),
        "new_finished_at": now if over else None,
    }


def pace_of(value: HostRun) -> Pace | None:
    """Whether this HostRun stands still."""
    if value.status in FINISHED:
        return None
    if value.stopping is not None:
        return Pace.STOPPING
    return Pace.PAUSED if value.paused is not None else None


def _save_tokens(
    connection: sa.Connection, moved: Iterable[tuple[UUID, Sequence[Any], Sequence[Any]]]
) -> None:
    gone, placed = [], []
    for host_run, before, after in moved:
        old = {token["id"]: (position, token) for position, token in enumerate(before)}
        new = {token["id"]: (position, token) for position, token in enumerate(after)}
        changed = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        gone += [{"the_host_run": host_run, "the_id": key} for key in sorted(changed & old.keys())]
        for key in sorted(changed & new.keys()):
            position, token = new[key]
            columns = {name: token[name] for name in TOKEN}
            placed.append(
                {"host_run": host_run, "account_id": DEFAULT_ACCOUNT, "position": position, **columns}
            )
    if gone:
        delete = sa.delete(tokens).where(
            tokens.c.host_run == sa.bindparam("the_host_run"), tokens.c.id == sa.bindparam("the_id")
        )
        connection.execute(delete, gone)
    if placed:
        connection.execute(sa.insert(tokens), placed)


def _save_steps(
    connection: sa.Connection, taken: Iterable[tuple[UUID, Mapping[str, Any], Mapping[str, Any]]]
) -> None:
    updates, inserts = [], []
    for host_run, before, after in taken:
        for node, value in after.items():
            if node not in before:
                inserts.append(
                    {"host_run": host_run, "node": node, "account_id": DEFAULT_ACCOUNT, "value": value}
                )
            elif before[node] != value:
                updates.append({"the_host_run": host_run, "the_node": node, "value": value})
    if updates:
        update = sa.update(steps).where(
            steps.c.host_run == sa.bindparam("the_host_run"), steps.c.node == sa.bindparam("the_node")
        )
        connection.execute(update, updates)
    if inserts:
        connection.execute(sa.insert(steps), inserts)
