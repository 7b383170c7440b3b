"""The API's description for people: a page that is served from here and loads nothing from elsewhere."""

from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Response, current_app, jsonify, send_from_directory
from werkzeug.exceptions import NotFound

from noc_executor_node.api.openapi import document

# Only the files: Swagger UI 5 is the first that can show OpenAPI 3.1.
DIST = Path(flask_swagger_ui.__file__).parent / "dist"
ASSETS = frozenset(("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>noc-orchestrator executor node: API</title>
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
blueprint = Blueprint("docs", __name__)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description."""
    return jsonify(document(current_app))


@blueprint.get("/docs")
def page() -> Response:
    """The page."""
    response = Response(PAGE, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/docs/<string:name>")
def asset(name: str) -> Response:
    """A file of the page."""
    if name == "start.js":
        return Response(START, mimetype="text/javascript")
    if name not in ASSETS:
        raise NotFound
    return send_from_directory(DIST, name)
