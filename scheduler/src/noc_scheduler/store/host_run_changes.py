"""Storing what HostRuns have become, under compare-and-swap, and only what has changed of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.host_run import HostRun, Result, Token
from noc_scheduler.flowchart.state import dump_rest, dump_result, dump_token
from noc_scheduler.flowchart.vocabulary import FINISHED, Status
from noc_scheduler.store import bulk
from noc_scheduler.store.host_runs import TOKEN, Loaded
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.pace import Pace, forget_wishes
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
    rows = [_columns(change, now) for change in changes]
    bulk.swap(connection, host_runs, rows, ("started_at",), "a HostRun was changed meanwhile")
    forget_wishes(connection, [one.before.id for one in changes if _reopened(one)])
    _save_tokens(connection, [(one.before.id, one.before.value.tokens, one.after.tokens) for one in changes])
    _save_steps(connection, [(one.before.id, one.before.value.steps, one.after.steps) for one in changes])


def _reopened(change: Change) -> bool:
    return change.before.value.status in FINISHED and change.after.status not in FINISHED


def _columns(change: Change, now: datetime) -> dict[str, Any]:
    value, state = change.after, dump_rest(change.after)
    over = value.status in FINISHED
    blame = value.reason if value.status == Status.FAILED else None
    begins = change.before.value.next_visit == 1 != value.next_visit
    return {
        "id": change.before.id,
        "version": change.before.version,
        "last_seq": change.before.last_seq + change.facts,
        "status": str(value.status),
        "outcome_word": (blame.outcome if blame else str(value.status)) if over else None,
        "outcome_node": (blame.node or None) if blame else None,
        "reason": state["reason"],
        "changed": value.changed,
        "state": state,
        "pace": pace_of(value),
        "started_at": now if begins else None,
        "finished_at": now if over else None,
    }


def pace_of(value: HostRun) -> Pace | None:
    """Whether this HostRun stands still."""
    if value.status in FINISHED:
        return None
    if value.stopping is not None:
        return Pace.STOPPING
    return Pace.PAUSED if value.paused is not None else None


def _save_tokens(
    connection: sa.Connection, moved: Iterable[tuple[UUID, Sequence[Token], Sequence[Token]]]
) -> None:
    gone, placed = [], []
    for host_run, before, after in moved:
        old = {token.id: (position, token) for position, token in enumerate(before)}
        new = {token.id: (position, token) for position, token in enumerate(after)}
        gone += [{"host_run": host_run, "id": key} for key in sorted(old.keys() - new.keys())]
        for key, (position, token) in new.items():
            if old.get(key) != (position, token):
                dumped = dump_token(token)
                columns = {name: dumped[name] for name in TOKEN}
                placed.append(
                    {"host_run": host_run, "account_id": DEFAULT_ACCOUNT, "position": position, **columns}
                )
    bulk.delete(connection, tokens, gone)
    bulk.put(connection, tokens, placed)


def _save_steps(
    connection: sa.Connection, taken: Iterable[tuple[UUID, Mapping[str, Result], Mapping[str, Result]]]
) -> None:
    bulk.put(
        connection,
        steps,
        [
            {
                "host_run": host_run,
                "node": node,
                "account_id": DEFAULT_ACCOUNT,
                "value": dump_result(result),
            }
            for host_run, before, after in taken
            for node, result in after.items()
            # A step that nobody touched is the very one that was loaded.
            if before.get(node) is not result and before.get(node) != result
        ],
    )
