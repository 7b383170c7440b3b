"""Groups over REST."""

from typing import Any

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Instant, Integer, List, Nested, Schema, String, length
from noc_presentation.api.idempotency import idempotent
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.api.shown import MarkSchema
from noc_presentation.inventory import groups
from noc_presentation.inventory.groups import Group
from noc_presentation.pages import Page
from noc_presentation.permissions.rights import Kind
from noc_presentation.permissions.verbs import Verb

blueprint = Blueprint("groups", __name__, description="Labels that hosts carry")


class GroupDescriptionSchema(Schema):
    """What a group is for."""

    description = String(required=True, validate=length(0, 4096))


class NewGroupSchema(Schema):
    """A group to be."""

    name = String(required=True)
    description = String(load_default="", validate=length(0, 4096))


class GroupSchema(Schema):
    """A group; `hosts` is how many carry it, `children` the groups directly below it."""

    id = String(required=True)
    name = String(required=True)
    description = String(required=True)
    hosts = Integer(required=True)
    children = List(String(), required=True)
    created_at = Instant(required=True)
    managed_by = Nested(MarkSchema, required=True, allow_none=True)


@blueprint.route("/groups", methods=["POST"])
@idempotent
@blueprint.arguments(NewGroupSchema)
@blueprint.response(201, GroupSchema)
def create(new: dict[str, Any]) -> Group:
    """Make a group without hosts; a host that names a group makes it too."""
    with current.writing() as session:
        return groups.create(session, new["name"], new["description"], current.actor(), current.now())


@blueprint.route("/groups")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(GroupSchema))
def listed(query: dict[str, Any]) -> Page[Group]:
    """Groups by name, as far as whoever asks may see them."""
    with current.reading() as session:
        return groups.listed(session, page_request(query), _seen())


@blueprint.route("/groups/<string:name>")
@blueprint.response(200, GroupSchema)
def one(name: str) -> Group:
    """One group."""
    with current.reading() as session:
        return groups.one(session, name, _seen())


@blueprint.route("/groups/<string:name>", methods=["PUT"])
@blueprint.arguments(GroupDescriptionSchema)
@blueprint.response(200, GroupSchema)
def describe(description: dict[str, Any], name: str) -> Group:
    """Give the group another description."""
    with current.writing() as session:
        return groups.describe(session, name, description["description"])


@blueprint.route("/groups/<string:name>", methods=["DELETE"])
@blueprint.response(204)
def delete(name: str) -> None:
    """Delete a group that no host carries."""
    with current.writing() as session:
        groups.delete(session, name)


def _seen() -> frozenset[str] | None:
    return current.rights().names(Verb.INVENTORY_READ, Kind.GROUP)
