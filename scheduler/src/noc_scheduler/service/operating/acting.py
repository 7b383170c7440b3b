"""Acts of people on hosts of an execution: found by name, walked on in batches, each act told with its actor."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Complaint, Conflict, Invalid
from noc_scheduler.flowchart.happenings import Happening
from noc_scheduler.flowchart.vocabulary import FINISHED
from noc_scheduler.service.executions.finding import the_execution
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause
from noc_scheduler.service.walks.flowcharts import steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import executions, host_runs, pace
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.host_runs import Loaded

BATCH = 50


@dataclass(frozen=True, slots=True)
class Act:
    """Who wants something done, why, and with which hosts; none are all."""

    actor: Mapping[str, Any]
    reason: str
    hosts: Sequence[str] = ()

    @property
    def wish(self) -> dict[str, Any]:
        """As it is kept on a row until it is done."""
        return {"actor": dict(self.actor), "reason": self.reason}


def locked(connection: sa.Connection, reference: str) -> sa.Row[Any]:
    """An execution that is not over, which nobody else changes meanwhile."""
    (row,) = executions.lock(connection, [the_execution(connection, reference).id])
    return _under_way(row)


def _under_way(row: sa.Row[Any]) -> sa.Row[Any]:
    if row.status in FINISHED:
        raise Conflict("execution.finished", f"execution {row.number} is over: {row.status}")
    return row


def ids_under_way(means: Means, reference: str, names: Sequence[str]) -> list[UUID]:
    """As `host_run_ids`, of an execution that is not over; Conflict where it is."""
    with means.database.reading() as connection:
        _under_way(the_execution(connection, reference))
    return host_run_ids(means, reference, names)


def host_run_ids(means: Means, reference: str, names: Sequence[str]) -> list[UUID]:
    """The HostRuns of these hosts; Invalid names every one that the execution doesn't have."""
    with means.database.reading() as connection:
        found = pace.named(connection, the_execution(connection, reference).id, names)
    complaints = tuple(
        Complaint(f"/hosts/{index}", "host.unknown", f"{name} is no host of this execution")
        for index, name in enumerate(names)
        if name not in found
    )
    if complaints:
        raise Invalid("host.unknown", "the execution doesn't have all of these hosts", complaints)
    return sorted(set(found.values()))


#: What shall happen to a HostRun, and who wants it; None leaves it alone.
Due = Callable[[Loaded], tuple[Happening, Mapping[str, Any]] | None]


def do_to(means: Means, ids: Sequence[UUID], due: Due) -> int:
    """Let something happen to HostRuns, batch by batch; to how many it did."""
    parts = [ids[begin : begin + BATCH] for begin in range(0, len(ids), BATCH)]
    done = sum(means.database.transact(partial(_do_to, means, part, due)) for part in parts)
    if done:
        means.ring()
    return done


def _do_to(means: Means, ids: Sequence[UUID], due: Due, connection: sa.Connection) -> int:
    loaded = host_runs.load_locked(connection, ids, steps_read)
    wanted = {one.id: due(one) for one in loaded.values()}
    steps = [
        Step(identity, each[0], {"kind": Cause.REQUEST}, each[1])
        for identity, each in wanted.items()
        if each is not None
    ]
    moved = advance(connection, means.settings, steps, database_now(connection), loaded)
    return sum(value is not loaded[identity].value for identity, value in moved.items())
