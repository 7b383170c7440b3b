"""Figures: how much there is of what is under way, counted in the journal when somebody wants to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from noc_executor_node.journal.database import Database
from noc_executor_node.vocabulary import AttemptState


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts; an instant of None says that there is nothing as old as that."""

    attempts: Mapping[AttemptState, int]
    oldest_queued: datetime | None
    unsent_reports: int
    oldest_unsent: datetime | None


def figures(database: Database) -> Figures:
    """What waits and runs here, and what the scheduler has not been told yet."""
    connection = database.reading()
    states = (AttemptState.QUEUED, AttemptState.RUNNING)
    count = "SELECT count(*) FROM attempts WHERE state = ?"
    oldest = "SELECT min(accepted_at) FROM attempts WHERE state = 'queued'"
    unsent = "SELECT count(*) FROM reports WHERE acknowledged = 0"
    first = "SELECT document ->> '$.at' FROM reports WHERE acknowledged = 0 ORDER BY number LIMIT 1"
    waiting = connection.execute(first).fetchone()
    return Figures(
        attempts={state: int(connection.execute(count, (state,)).fetchone()[0]) for state in states},
        oldest_queued=_instant(connection.execute(oldest).fetchone()[0]),
        unsent_reports=int(connection.execute(unsent).fetchone()[0]),
        oldest_unsent=None if waiting is None else _instant(waiting[0]),
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
