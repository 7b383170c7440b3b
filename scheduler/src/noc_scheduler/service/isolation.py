"""Doing a batch so that one bad item never strands the others."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

import structlog

from noc_scheduler.errors import Unavailable

T = TypeVar("T")
R = TypeVar("R")
#: The members of reports and rows that name what they are about.
IDS = ("execution", "host_run", "subject", "visit", "attempt", "id", "act")
log = structlog.get_logger()


def isolate(batch: Sequence[T], act: Callable[[Sequence[T]], R], on_failure: Callable[[T], R]) -> list[R]:
    """What `act` answers for the whole batch or, when that fails, for each item alone.

    An item with which `act` fails alone is logged and answered by `on_failure`. A database that is
    down concerns all items alike and is raised.
    """
    if not batch:
        return []
    try:
        return [act(batch)]
    except Unavailable:
        raise
    except Exception:
        if len(batch) == 1:
            log.exception("batch.item_failed", **_ids(batch[0]))
            return [on_failure(batch[0])]
    return [answer for item in batch for answer in isolate([item], act, on_failure)]


def _ids(item: object) -> dict[str, str]:
    """What an item is about; the rest of it may be arguments or results and has no place in a log."""
    found = {name: getattr(item, name, None) for name in IDS}
    told = {name: str(value) for name, value in found.items() if value is not None}
    return {**told, "id": str(item)} if isinstance(item, UUID) else told
