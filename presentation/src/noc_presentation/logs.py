"""Logs: one event, one line on standard error, from us and from every library; JSON, or text for people."""

import logging
import sys
from enum import StrEnum
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from noc_presentation.redaction import hide_secrets

#: Libraries whose everyday messages say nothing that we don't say ourselves.
QUIET = ("httpx", "alembic")


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
    renderer: Any = structlog.processors.JSONRenderer()
    if form is LogFormat.TEXT:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=prepared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
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
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tracebacks,
        hide_secrets,
    ]
