"""Draining: people have an executor node given nothing new, while what it holds goes on: for a while, or to stop it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes.executor_nodes import NodeChange, ShownNode, changed
from noc_scheduler.service.vocabulary import DrainedUntil, ServiceEvent
from noc_scheduler.store.types import instant_text


def drain(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> ShownNode:
    """Give the executor node nothing new until it is resumed; the one who says so first is kept."""
    return _change(means, reference, actor, reason, DrainedUntil.RESUMED)


def stop(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> ShownNode:
    """Drain the executor node, and suspend it once it holds nothing; until then resuming it calls that off."""
    return _change(means, reference, actor, reason, DrainedUntil.SUSPENDED)


def resume(means: Means, reference: str, actor: Mapping[str, Any], reason: str) -> ShownNode:
    """Give the executor node work again; harmless when it isn't drained."""
    return _change(means, reference, actor, reason, None)


def _change(
    means: Means, reference: str, actor: Mapping[str, Any], reason: str, until: DrainedUntil | None
) -> ShownNode:
    def decide(row: sa.Row[Any], now: datetime) -> NodeChange | None:
        before = None if row.draining is None else row.draining.get("until", DrainedUntil.RESUMED)
        if before == until:
            return None
        if until is None:
            return NodeChange({"draining": None}, ServiceEvent.EXECUTOR_NODE_RESUMED, {"reason": reason})
        standing = {"by": dict(actor), "reason": reason, "since": instant_text(now), "until": until}
        told = {"reason": reason, "until": until}
        return NodeChange({"draining": standing}, ServiceEvent.EXECUTOR_NODE_DRAINED, told)

    return changed(means, reference, actor, decide)
