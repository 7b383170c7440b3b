"""One line of log for each request: who asked what, how it ended, how long it took. No queries, no bodies.

Everything that is logged meanwhile carries the request's id.
"""

from time import monotonic

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

log = structlog.get_logger()


def install(app: Flask) -> None:
    """Log every request of `app` when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = monotonic()
    clear_contextvars()
    bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    actor = g.get("actor")
    log.info(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=round((monotonic() - g.began) * 1000, 1),
        actor=actor and actor.name,
    )
    return response
