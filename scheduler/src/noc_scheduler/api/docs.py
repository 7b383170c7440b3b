"""The API's own description: openapi.json, and a page to read it that needs nothing from elsewhere."""

from pathlib import Path
from typing import Any

import flask
import flask_swagger_ui
from flask import Response

from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.openapi import document

# Only the files of this package are used: Swagger UI 5 is the first that can show OpenAPI 3.1.
FILES = Path(flask_swagger_ui.__file__).parent / "dist"
SERVED = frozenset({"swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>noc-scheduler API</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
START = 'SwaggerUIBundle({url: "openapi.json", dom_id: "#swagger-ui", supportedSubmitMethods: []});\n'
blueprint = Blueprint("docs", __name__, Peer.ANYONE, "This description")


def _answers(*media_types: str) -> dict[str, Any]:
    return {"responses": {200: {"description": "as it is", "content": {name: {} for name in media_types}}}}


@blueprint.route("/openapi.json")
@blueprint.doc(**_answers("application/json"))
def openapi() -> Response:
    """The description of every address here, as OpenAPI 3.1."""
    return flask.jsonify(document(flask.current_app))


@blueprint.route("/docs")
@blueprint.doc(**_answers("text/html"))
def page() -> Response:
    """A page to read the description."""
    response = Response(PAGE, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.route("/docs/<string:name>")
@blueprint.doc(**_answers("text/css", "text/javascript", "image/png"))
def file(name: str) -> Response:
    """A file of that page."""
    if name == "start.js":
        return Response(START, mimetype="text/javascript")
    if name not in SERVED:
        flask.abort(404)
    return flask.send_from_directory(FILES, name)
