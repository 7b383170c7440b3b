"""Our own lines of log, written as they are: a record of the standard library costs several times what a line does."""

import logging
from collections.abc import Callable, MutableMapping
from typing import Any, TextIO

import structlog

#: Skipped when a logger is named after the module that made it.
_HERE = [__name__]
_METHODS = ("debug", "info", "warning", "error", "critical")


class OwnLines:
    """Makes structlog's loggers: they write to the handler's stream, in turn with the lines of libraries."""

    def __init__(
        self,
        handler: "logging.StreamHandler[TextIO]",
        render: Callable[[Any, str, MutableMapping[str, Any]], str],
    ) -> None:
        self._handler, self._render = handler, render
        self._named = structlog.stdlib.LoggerFactory(_HERE)

    def __call__(self, *names: str) -> "OwnLogger":
        """Called by structlog, once for each logger."""
        return OwnLogger(self._named(*names).name, self)

    def write(self, line: MutableMapping[str, Any]) -> None:
        """Write one line whole; like a record, one that can't be written is a fault of nobody who logs."""
        try:
            text = f"{self._render(None, '', line)}\n"
            self._handler.acquire()  # its lock is made anew after a fork
            try:
                self._handler.stream.write(text)
                self._handler.flush()
            finally:
                self._handler.release()
        except Exception:
            self._handler.handleError(logging.makeLogRecord({"msg": line.get("event")}))


class OwnLogger:
    """What structlog hands a finished line to; `name` is told in the line."""

    def __init__(self, name: str, lines: OwnLines) -> None:
        self.name = name
        for method in _METHODS:
            setattr(self, method, lines.write)


def as_argument(
    logger: Any, method: str, line: MutableMapping[str, Any]
) -> tuple[tuple[MutableMapping[str, Any]], dict[str, Any]]:
    """The last processor of structlog's: it would pass the members of the line as names of parameters."""
    return (line,), {}
