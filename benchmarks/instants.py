"""Where the time of one host's one step went: instants from the scheduler's events and the executor node's journal."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.product import Product, Run

#: The stretches of a run, in their order, each from the instant before it.
STRETCHES = (
    "REST: order → execution stored",
    "scheduler: hosts asked for, walk begun, attempt dispatched",
    "REST: attempt → executor node's journal",
    "queue: until an executor takes it",
    "executor and host",
    "REST: report → scheduler",
    "scheduler: walk on, execution over",
)
EXECUTOR = STRETCHES[4]


@dataclass(frozen=True)
class Instants:
    """The seven instants at which the stretches end, and the beginning, in seconds."""

    began: float
    ends: Sequence[float]


def stretches(instants: Instants) -> dict[str, float]:
    """Seconds of each stretch; together they are the whole run. Pure."""
    starts = [instants.began, *instants.ends[:-1]]
    return {
        name: max(0.0, end - start) for name, start, end in zip(STRETCHES, starts, instants.ends, strict=True)
    }


def instants_of(product: Product, run: Run) -> Instants:
    """The instants of a run over one host with one step."""
    events = {event["type"]: event for event in product.stack.operator.events(run.execution)}
    dispatched = events["attempt.dispatched"]
    row = _journal(product.folder / "node" / "journal.sqlite3", dispatched["data"]["attempt"])
    ends = (
        _seconds(events["execution.created"]["at"]),
        _seconds(dispatched["at"]),
        _seconds(row["accepted_at"]),
        _seconds(row["started_at"]),
        _seconds(row["finished_at"]),
        _seconds(events["visit.finished"]["at"]),
        run.ordered_at + run.seconds,
    )
    return Instants(run.ordered_at, ends)


def _journal(path: Path, attempt: str) -> Mapping[str, Any]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as connection:
        connection.row_factory = sqlite3.Row
        query = "SELECT accepted_at, started_at, finished_at FROM attempts WHERE id = ?"
        found: Mapping[str, Any] = connection.execute(query, (attempt,)).fetchone()
        return found


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()
