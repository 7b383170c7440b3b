"""Watching reports as they are applied: what is late, doubled or refused must leave every walk as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.service.attempts.report import Report
from noc_scheduler.store import attempts as attempts_store
from noc_scheduler.store.tables import attempts, host_runs, tokens

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation


@contextmanager
def watch_late_reports(simulation: Simulation, said: Sequence[Report]) -> Iterator[None]:
    """Only where none of the reports can be applied; others move their walks, as they should."""
    before = _closed(simulation, said)
    yield
    if before is not None and _closed(simulation, said) != before:
        simulation.violate(f"I8: reports about attempts that are over changed something: {said}")


def _closed(simulation: Simulation, said: Sequence[Report]) -> list[Any] | None:
    """What a late report could change; None while any of these attempts is open."""
    with simulation.looking() as connection:
        rows = list(
            connection.execute(
                sa.select(attempts.c.id, attempts.c.status, attempts.c.host_run, attempts.c.version).where(
                    attempts.c.id.in_([one.attempt for one in said])
                )
            )
        )
        if any(row.status in attempts_store.OPEN for row in rows):
            return None
        walks: set[UUID] = {row.host_run for row in rows}
        here = host_runs.c.id.in_(walks)
        states = connection.execute(
            sa.select(host_runs.c.status, host_runs.c.state).where(here).order_by(host_runs.c.id)
        )
        there = tokens.c.host_run.in_(walks)
        places = connection.execute(sa.select(tokens).where(there).order_by(tokens.c.host_run, tokens.c.id))
        return [[tuple(row) for row in found] for found in (sorted(rows), states, places)]
