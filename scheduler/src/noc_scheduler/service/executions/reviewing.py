"""Reviewing an execution: what follows for its other hosts from what has become of some."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from noc_scheduler.service.executions.policy import apply_policy
from noc_scheduler.service.walks.flowcharts import flowchart_for
from noc_scheduler.service.walks.meeting import decide_crossings


def review(connection: sa.Connection, execution: sa.Row[Any], now: datetime) -> None:
    """Decide gates and shared steps, then let hosts go; the caller has locked the execution. Level-triggered:
    it looks at what is, never at what has happened, so that once too often is harmless."""
    decide_crossings(connection, execution, flowchart_for(connection, execution), now)
    apply_policy(connection, execution, now)
