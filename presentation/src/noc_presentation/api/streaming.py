"""The application of the streaming process: two routes, behind the same admission as the whole API."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from time import monotonic

from flask import Flask, Response, current_app, request, stream_with_context

from noc_presentation.api import admission, authorise, current, health, problems, requests
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.current import EXTENSION
from noc_presentation.api.guards import person
from noc_presentation.api.references import id_or_number
from noc_presentation.api.streams import pages_origins
from noc_presentation.errors import Refused, Unavailable
from noc_presentation.resources import Resources
from noc_presentation.streaming.bell import Bell
from noc_presentation.streaming.channel import Channel
from noc_presentation.streaming.watch import Watch

WATCH = "noc_watch"
#: How long a thread sleeps at most, how long a page hears nothing at most, and after how long its right is looked at.
WAIT_S, BEAT_S, RIGHT_S = 0.5, 3.0, 5.0
#: How soon a browser comes back, in milliseconds.
AGAIN = "retry: 1000\n\n"
END = "event: end\ndata: {}\n\n"

blueprint = Blueprint("streaming", __name__, description="Changes as they happen")


def create_stream_app(resources: Resources, watch: Watch) -> Flask:
    """The WSGI application; each open page holds one of its threads."""
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = resources
    app.extensions[WATCH] = watch
    problems.install(app)
    requests.install(app)
    admission.install(app)
    app.after_request(_let_our_pages_read)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(blueprint)
    return app


@blueprint.route("/executions/<string:execution>/stream")
def stream(execution: str) -> Response:
    """One execution's changes, until the page is closed or may no longer see it."""
    watch: Watch = current_app.extensions[WATCH]
    identity = str(current.scheduler().execution(id_or_number(execution))["id"])
    return _streamed(watch, watch.page(identity, current.caller().user_id))


@blueprint.route("/lists/stream")
def lists() -> Response:
    """Which lists have changed, until the page is closed or may no longer see them."""
    watch: Watch = current_app.extensions[WATCH]
    return _streamed(watch, watch.lists(current.caller().user_id))


def _streamed(watch: Watch, page: AbstractContextManager[Channel | Bell]) -> Response:
    opened = ExitStack()
    source = opened.enter_context(page)
    response = Response(stream_with_context(_frames(watch, source)), mimetype="text/event-stream")
    response.call_on_close(opened.close)
    return response


def _frames(watch: Watch, source: Channel | Bell) -> Iterator[str]:
    seen = request.headers.get("Last-Event-ID")
    told = looked = monotonic()
    yield AGAIN
    while not watch.stopping.is_set():
        text, seen = source.news(seen, WAIT_S)
        now = monotonic()
        if now - looked >= RIGHT_S:
            looked = now
            if not _may_still():
                yield END
                return
        if text or now - told >= BEAT_S:
            told = now
            yield text or source.beat()


def _may_still() -> bool:
    """Whether whoever opened this is still let in and may still see it; who can't be asked has not said no."""
    try:
        person()
        authorise.admit()
    except Unavailable:
        return True
    except Refused:
        return False
    return True


def _let_our_pages_read(response: Response) -> Response:
    """The pages come from the API's port, which browsers take for another place than this one."""
    origin = request.headers.get("Origin")
    response.vary.add("Origin")
    if origin is not None and origin in pages_origins():
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
