"""What a cancellation has done so far: who asked, what was withdrawn, what may still run and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from noc_scheduler.service.vocabulary import how_asked
from noc_scheduler.store import executor_nodes, pace

MOST_NAMED = 100


def cancelling(connection: sa.Connection, row: sa.Row[Any]) -> Mapping[str, Any]:
    """The cancellation of an execution that was asked to be cancelled."""
    asked_at = row.cancel.get("asked_at")
    withdrawn = pace.withdrawals(connection, row.id)
    silent = [each for each in withdrawn if each.confirmed_at is None]
    nodes = {each.id: each for each in executor_nodes.everyone(connection)} if silent else {}
    return {
        "actor": row.cancel["actor"],
        "reason": row.cancel["reason"],
        "how": str(how_asked(row.cancel)),
        "asked_at": datetime.fromisoformat(asked_at) if asked_at is not None else None,
        "withdrawn": len(withdrawn),
        "confirmed": len(withdrawn) - len(silent),
        "may_still_run": [
            {
                "host": each.host,
                "node": each.node,
                "executor_node": nodes[each.executor_node].name if each.executor_node in nodes else None,
                "since": each.finished_at,
                "why": _why(nodes.get(each.executor_node)),
            }
            for each in silent[:MOST_NAMED]
        ],
    }


def _why(node: sa.Row[Any] | None) -> str:
    if node is None:
        return "its executor node is known no more"
    if node.problem is not None:
        return f"executor node {node.name} can't be told: {node.problem}"
    return f"executor node {node.name} has not said that it has ended"
