"""Where changes of executions and lists are streamed: by a process of its own, whose address is answered here."""

import re
from urllib.parse import urlsplit

from flask import Response, request

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.references import id_or_number
from noc_presentation.errors import NotFound

HOST = re.compile(r"\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+")
USUAL_PORTS = {"http": 80, "https": 443}
TEXT = {
    "description": "`whole` (execution and compact matrix), then `change`s of it, and `beat`s; an `end` where the "
    "right to see it has ended",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}
RUNG = {
    "description": "`lists` (`executions`, `questions`, `schedules`: those that have changed; at first "
    "all), and `beat`s; an `end` where the right to see them has ended",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}
ELSEWHERE = {"description": "Where it is streamed"}
blueprint = Blueprint("streams", __name__, description="Changes as they happen")


@blueprint.route("/executions/<string:execution>/stream")
@blueprint.doc(responses={200: TEXT, 307: ELSEWHERE})
def elsewhere(execution: str) -> Response:
    """One execution's changes as server-sent events; asked again with Last-Event-ID, those since then."""
    return _sent_to(f"/api/v1/executions/{id_or_number(execution)}/stream")


@blueprint.route("/lists/stream")
@blueprint.doc(responses={200: RUNG, 307: ELSEWHERE})
def lists_elsewhere() -> Response:
    """Which lists have changed, as server-sent events; asked again with Last-Event-ID, those since then."""
    return _sent_to("/api/v1/lists/stream")


def _sent_to(path: str) -> Response:
    address = stream_origin()
    if address is None:
        raise NotFound("stream.absent", "nothing is streamed here; ask again and again instead")
    return Response(status=307, headers={"Location": address + path})


def stream_origin() -> str | None:
    """Where this request's host streams; None where nothing does, or where the host is no name."""
    ports = current.resources().ports
    return None if ports is None else _origin(ports[1])


def pages_origins() -> set[str]:
    """Whose pages may listen: ours, at the API's own port or at the address that people open."""
    resources = current.resources()
    own = None if resources.ports is None else _origin(resources.ports[0])
    public = None if resources.public_url is None else urlsplit(resources.public_url)
    named = None if public is None else f"{public.scheme}://{public.netloc}"
    return {origin for origin in (own, named) if origin is not None}


def _origin(port: int) -> str | None:
    host = HOST.match(request.host)
    if host is None:
        return None
    ending = "" if USUAL_PORTS.get(request.scheme) == port else f":{port}"
    return f"{request.scheme}://{host[0]}{ending}"
