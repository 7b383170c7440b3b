"""What is logged once a transaction is committed, and never when it isn't."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from noc_scheduler.logs import Line, log_together

#: The lines of the transaction under way. Not kept on its connection: one that has broken can't be asked for them.
_LINES: ContextVar[list["Line"] | None] = ContextVar("noc_lines", default=None)


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
    log_together(__name__, lines)
