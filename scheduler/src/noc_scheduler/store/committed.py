"""What is logged once a transaction is committed, and never when it isn't."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog

_KEPT = "noc_lines"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Line:
    """An event and the ids that belong to it."""

    event: str
    ids: Mapping[str, Any]


def after_commit(connection: sa.Connection, lines: list[Line]) -> None:
    """Log these when the transaction under way is committed; a transaction that isn't ours logs nothing."""
    kept = connection.info.get(_KEPT)
    if kept is not None:
        kept.extend(lines)


@contextmanager
def logging_what_is_told(connection: sa.Connection) -> Iterator[list[Line]]:
    """Gathers the lines of one transaction."""
    lines: list[Line] = []
    connection.info[_KEPT] = lines
    try:
        yield lines
    finally:
        connection.info.pop(_KEPT, None)


def write(lines: list[Line]) -> None:
    """Log them now."""
    for line in lines:
        log.info(line.event, **line.ids)
