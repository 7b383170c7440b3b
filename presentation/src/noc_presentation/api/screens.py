"""The screens: the built frontend, served to browsers from every address that is not the API's."""

import secrets
from pathlib import Path

import flask
from flask import Response, request
from werkzeug.routing import BaseConverter, Map

from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.guards import anyone
from noc_presentation.api.streams import stream_origin

BUILD = Path(__file__).parents[1] / "frontend_build"
#: Stands in the built page wherever the nonce of this one answer belongs; frontend/vite.config.ts writes it.
PLACE_OF_NONCE = "NOC_CSP_NONCE"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src {own}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
NOT_BUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>noc-orchestrator</title>
<h1>The screens have not been built</h1>
<p>The API works. In a clone, <code>make frontend</code> builds the screens; a released package brings them.
<p><a href="/docs">The API and its documentation</a>
"""

blueprint = Blueprint(
    "screens", __name__, url_prefix="", guard=anyone, description="The screens", any_query=True
)


class ScreenConverter(BaseConverter):
    """An address of the screens: neither the API's nor a file's, so that unknown ones of those stay 404."""

    regex = r"(?!(?:api|assets)(?:/|$))[^/.]+(?:/.*)?"
    part_isolating = False


def install(url_map: Map) -> None:
    """Teach the map what an address of the screens is; before the blueprint is registered."""
    url_map.converters["screen"] = ScreenConverter


@blueprint.route("/")
def home() -> Response:
    """The page that becomes every screen."""
    return _page()


@blueprint.route("/<screen:address>")
def anywhere(address: str) -> Response:
    """The same page: the browser finds out what it shows. Programs that ask for no page get none."""
    if "text/html" not in request.headers.get("Accept", ""):
        flask.abort(404)
    return _page()


@blueprint.route("/favicon.svg")
def icon() -> Response:
    """The sign in the browser's tab."""
    return _file(BUILD, "favicon.svg")


@blueprint.route("/assets/<string:name>")
def asset(name: str) -> Response:
    """Scripts and styles; their names change with what they say."""
    response = _file(BUILD / "assets", name)
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _page() -> Response:
    try:
        page = (BUILD / "index.html").read_text("utf-8")
    except FileNotFoundError:
        return Response(NOT_BUILT, 503, mimetype="text/html")
    nonce = secrets.token_urlsafe(16)
    response = Response(page.replace(PLACE_OF_NONCE, nonce), mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY.format(
        nonce=nonce, own=" ".join(filter(None, ("'self'", stream_origin())))
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def _file(folder: Path, name: str) -> Response:
    """A file as it was built, packed when the browser can unpack it."""
    ending = Path(name).suffix
    if ending not in TYPES:
        flask.abort(404)
    packed = request.accept_encodings.quality("gzip") > 0 and (folder / f"{name}.gz").is_file()
    response = flask.send_from_directory(folder, f"{name}.gz" if packed else name, mimetype=TYPES[ending])
    response.vary.add("Accept-Encoding")
    if packed:
        response.content_encoding = "gzip"
    return response
