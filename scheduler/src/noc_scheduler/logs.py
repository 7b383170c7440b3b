"""Logs: one event, one line on standard error, from us and from every library; JSON, or text for people."""

import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from noc_scheduler.redaction import hide_secrets

#: Libraries whose everyday messages say nothing that we don't say ourselves.
QUIET = ("httpx", "alembic", "celery.beat", "celery.worker.strategy", "celery.app.trace")
_stamped = structlog.processors.TimeStamper(fmt="iso", utc=True)
_json = structlog.processors.JSONRenderer()


@dataclass(frozen=True, slots=True)
class Line:
    """An event and the ids that belong to it."""

    event: str
    ids: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Together:
    """Lines that are logged in one go: what they have in common is made once, which is most of what a line costs."""

    lines: Sequence[Line]


def log_together(logger: str, lines: Sequence[Line]) -> None:
    """Log these as any others, in their order, with what is bound to the context now."""
    if lines:
        logging.getLogger(logger).info(Together(lines))


class LogFormat(StrEnum):
    """How lines are written."""

    JSON = "json"
    TEXT = "text"


def log_to_stderr(form: LogFormat) -> None:
    """Send all messages the same way; call once, when the process begins."""
    prepared = _prepared(form)
    structlog.configure(
        processors=[*prepared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    renderer: Any = _json
    if form is LogFormat.TEXT:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    handler.setFormatter(_Formatter(prepared, renderer))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _prepared(form: LogFormat) -> list[Any]:
    # A traceback shows no local variables: those may hold arguments and results of attempts.
    tracebacks: Any = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    if form is LogFormat.TEXT:
        tracebacks = structlog.processors.format_exc_info
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _stamped,
        tracebacks,
        hide_secrets,
    ]


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Renders one message as structlog does, and lines that come together one below the other."""

    def __init__(self, prepared: list[Any], renderer: Any) -> None:
        super().__init__(
            foreign_pre_chain=prepared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
        self._renderer = renderer

    def format(self, record: logging.LogRecord) -> str:
        """Called for every record."""
        if not isinstance(record.msg, Together):
            return super().format(record)
        context = structlog.contextvars.get_contextvars()
        of_all = _stamped(None, "info", {"level": record.levelname.lower(), "logger": record.name})
        lines = ({**context, **one.ids, "event": one.event, **of_all} for one in record.msg.lines)
        return "\n".join(self._renderer(None, "info", hide_secrets(None, "info", line)) for line in lines)
