"""What every request passes first: no token in the address, a body limit, a guard, no unknown query."""

from typing import Any

from flask import Flask, current_app, request

from noc_presentation.api import authorise
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.guards import person
from noc_presentation.errors import Complaint, Invalid, Malformed, NeedsLength, NotFound
from noc_presentation.permissions.matrix import matrix
from noc_presentation.service.tokens import PREFIX

SECRET_NAMES = {"token", "access_token", "api_key", "apikey", "authorization"}


def install(app: Flask) -> None:
    """Let nothing through that its blueprint doesn't let in; a route without a blueprint needs a person.

    A permission matrix that can't be read raises here: nothing is served without one.
    """
    matrix()
    app.url_map.merge_slashes = (
        False  # `//` is no other way to write `/`: it would be answered with a redirect
    )
    app.before_request(_admit)


def _admit() -> None:
    _refuse_token_in_query()
    _refuse_nul()
    if request.routing_exception is not None:
        return  # there is no such route; the answer tells nothing
    blueprint = current_app.blueprints.get(request.blueprint or "")
    if not isinstance(blueprint, Blueprint):
        person()
        authorise.admit()
        return
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        raise NeedsLength("body.length_missing", "send the body with a Content-Length")
    request.max_content_length = blueprint.most_bytes
    blueprint.guard()
    authorise.admit()
    if not blueprint.any_query:
        _refuse_unknown_query(current_app.view_functions[request.endpoint or ""])


def _refuse_token_in_query() -> None:
    """Addresses end up in logs and histories, so a secret in one is always refused."""
    for name, value in request.args.items(multi=True):
        if name.lower() in SECRET_NAMES or PREFIX in value:
            raise Malformed(
                "token.in_query", "a token belongs into the Authorization header; revoke this one"
            )


def _refuse_nul() -> None:
    """No database takes one; nothing here has one in its name."""
    if "\x00" in request.path:
        raise NotFound("not_found", "nothing here is called that")
    for name, values in request.args.lists():
        if "\x00" in name + "".join(values):
            complaint = Complaint(f"/{name}".replace("\x00", ""), "query.nul", "holds a NUL character")
            raise Invalid("query.nul", "the query holds a NUL character", (complaint,))


def _refuse_unknown_query(view: Any) -> None:
    declared = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ())
    if request.args and not any(parameter["in"] == "query" for parameter in declared):
        complaints = tuple(Complaint(f"/{n}", "query.unknown", "is not known here") for n in request.args)
        raise Invalid("query.unknown", "this address takes no query", complaints)
