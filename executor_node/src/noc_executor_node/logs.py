"""Logs: one event, one line on standard error, from us and from every library; JSON, or text for people."""

import logging
import sys
from collections.abc import MutableMapping
from enum import StrEnum
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from noc_executor_node.log_lines import OwnLines, as_argument
from noc_executor_node.redaction import hide_secrets

#: Libraries whose everyday messages say nothing that we don't say ourselves.
QUIET = ("httpx",)


class LogFormat(StrEnum):
    """How lines are written."""

    JSON = "json"
    TEXT = "text"


def log_to_stderr(form: LogFormat, executor_node: str) -> None:
    """Send all messages the same way; call once, when the process begins. Every line names this executor node."""
    prepared = _prepared(form, executor_node)
    handler = logging.StreamHandler(sys.stderr)
    renderer: Any = structlog.processors.JSONRenderer()
    if form is LogFormat.TEXT:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[*prepared, as_argument],
        logger_factory=OwnLines(handler, renderer),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=prepared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _prepared(form: LogFormat, executor_node: str) -> list[Any]:
    # A traceback shows no local variables: those may hold arguments and results of attempts.
    tracebacks: Any = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    if form is LogFormat.TEXT:
        tracebacks = structlog.processors.format_exc_info
    return [
        structlog.contextvars.merge_contextvars,
        _naming(executor_node),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tracebacks,
        hide_secrets,
    ]


def _naming(executor_node: str) -> Any:
    def name(logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line.setdefault("executor_node", executor_node)
        return line

    return name
