"""One line of log for each request: who asked what, how it ended, how long it took. No queries, no bodies.

Everything that is logged meanwhile carries the request's id.
"""

from time import monotonic

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

#: Asked every few seconds by machines: not worth a line as long as it goes well.
QUIET = frozenset({"health.alive", "health.ready", "metrics.show", "heartbeats.beat", "reports.reports"})
log = structlog.get_logger()


def install(app: Flask) -> None:
    """Log every request of `app` when it is answered; after `problems`, which names requests."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = monotonic()
    clear_contextvars()
    bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if request.endpoint not in QUIET or response.status_code >= 400:
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((monotonic() - g.began) * 1000, 1),
        )
    return response
