"""Sources over REST: which places hosts can be pulled from, and importing what they tell."""

from typing import Any

from flask import Response

from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import List, Nested, Schema, String
from noc_presentation.api.inventory import ImportedSchema, ImportOptionsSchema, imported
from noc_presentation.credentials.opening import api_token
from noc_presentation.errors import NotFound
from noc_presentation.inventory import imports
from noc_presentation.inventory.sources.source import Means, Source
from noc_presentation.permissions.rights import Kind, Thing
from noc_presentation.permissions.verbs import Verb

blueprint = Blueprint("sources", __name__, description="Places that hosts are pulled from")


class SourceSchema(Schema):
    """A source as the server's owner has written it down; `credential` names the API token it is asked with."""

    name = String(required=True)
    kind = String(required=True)
    place = String(required=True)
    credential = String(required=True, allow_none=True)


class SourcesSchema(Schema):
    """All of them, by name."""

    items = List(Nested(SourceSchema), required=True)


@blueprint.route("/inventory/sources")
@blueprint.response(200, SourcesSchema)
def listed() -> dict[str, Any]:
    """The places that hosts can be pulled from."""
    return {
        "items": [
            {"name": name, "kind": source.kind, "place": source.place, "credential": source.credential}
            for name, source in sorted(current.resources().sources.items())
        ]
    }


@blueprint.route("/inventory/sources/<string:name>/imports", methods=["POST"])
@blueprint.arguments(ImportOptionsSchema)
@blueprint.response(200, ImportedSchema)
def pull(order: dict[str, Any], name: str) -> Response:
    """Ask the source for its hosts now, and bring them in as a document of them would be."""
    source = current.resources().sources.get(name)
    if source is None:
        raise NotFound("not_found", f"there is no source {name!r}")
    means = Means(
        _token(name, source), current.scheduler()
    )  # which also records the act, before anybody is asked
    content = source.pull(means)
    return imported(imports.read("json", content, order["drop_forbidden"]), order)


def _token(name: str, source: Source) -> str | None:
    """Opened before the source is asked, so that no transaction waits for it."""
    if source.credential is None:
        return None
    authorise.require(Verb.CREDENTIAL_USE, [Thing.called(Kind.CREDENTIAL, source.credential)])
    with current.database().writing() as session:  # of its own: the import and its audit entry come after
        return api_token(
            session, current.resources().key_ring, source.credential, f"source {name}", current.now()
        )
