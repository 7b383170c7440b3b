"""The execution that a schedule starts, whatever has fired it: its row says everything but for whom and with what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from noc_scheduler.service.executions.policy import merged
from noc_scheduler.service.triggers.overlap import IN_SEQUENCE
from noc_scheduler.store.executions import NewExecution
from noc_scheduler.store.schedules import Overlap


def actor_of(row: sa.Row[Any]) -> dict[str, Any]:
    """A schedule as somebody who does something."""
    return {"id": str(row.id), "name": row.name, "kind": "schedule"}


def ordered_by(
    row: sa.Row[Any], target: Mapping[str, Any], params: Mapping[str, Any], start_at: datetime | None = None
) -> NewExecution:
    """What this schedule starts, on behalf of whoever made it."""
    return NewExecution(
        procedure=row.procedure["name"],
        procedure_version=row.procedure["version"],
        digest=row.procedure["digest"],
        canonical=row.procedure["canonical"],
        target=target,
        params=params,
        actor=actor_of(row),
        on_behalf_of=row.actor,
        start_at=start_at,
        schedule=row.id,
        policy=merged(row.procedure["canonical"], {}),
        bundle=row.bundle,
        priority=row.priority,
        check_mode=row.check_mode,
        diff=row.diff,
        in_sequence=Overlap(row.overlap) in IN_SEQUENCE,
    )
