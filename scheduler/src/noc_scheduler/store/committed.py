"""What is logged once a transaction is committed, and never when it isn't."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog

#: The lines of the transaction under way. Not kept on its connection: one that has broken can't be asked for them.
_LINES: ContextVar[list["Line"] | None] = ContextVar("noc_lines", default=None)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Line:
    """An event and the ids that belong to it."""

    event: str
    ids: Mapping[str, Any]


def after_commit(lines: list[Line]) -> None:
    """Log these when the transaction under way is committed; a transaction that isn't ours logs nothing."""
    kept = _LINES.get()
    if kept is not None:
        kept.extend(lines)


@contextmanager
def logging_what_is_told() -> Iterator[list[Line]]:
    """Gathers the lines of one transaction."""
    lines: list[Line] = []
    token = _LINES.set(lines)
    try:
        yield lines
    finally:
        _LINES.reset(token)


def write(lines: list[Line]) -> None:
    """Log them now."""
    for line in lines:
        log.info(line.event, **line.ids)
