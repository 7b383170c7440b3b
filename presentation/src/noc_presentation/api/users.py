"""Users over REST: who there is, what they were granted, and turning them off at once."""

from typing import Any

from flask import Response, jsonify, make_response

from noc_presentation.accounts import grants, users
from noc_presentation.accounts.rights import scope_of
from noc_presentation.accounts.users import UserKind
from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Boolean, Instant, List, Nested, Schema, String, length, one_of
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.api.shown import ActorSchema
from noc_presentation.api.tokens import NewTokenSchema, ShownTokenSchema, shown_once
from noc_presentation.pages import Page
from noc_presentation.permissions.rights import Kind, Scope
from noc_presentation.store import accounts as store
from noc_presentation.store.accounts import GrantRow, User

blueprint = Blueprint("users", __name__, most_bytes=64 * 1024, description="People and service accounts")


class NewUserSchema(Schema):
    """Somebody new; a person without a password can't log in yet, a service account never does."""

    name = String(required=True, validate=length(1, 128))
    kind = String(load_default=UserKind.PERSON.value, validate=one_of(*UserKind))
    password = String(load_default=None, allow_none=True, load_only=True, validate=length(1, 256))


class UserSchema(Schema):
    """A user; nothing of a password is ever shown."""

    id = String(required=True)
    name = String(required=True)
    kind = String(required=True)
    active = Boolean(required=True)
    second_factor = Boolean(required=True, metadata={"description": "whether logging in takes a code"})
    created_at = Instant(required=True)
    created_by = Nested(ActorSchema, required=True)


class ActiveSchema(Schema):
    """Whether the user may come in."""

    active = Boolean(required=True)


class PasswordSchema(Schema):
    """A password for somebody else."""

    password = String(required=True, load_only=True, validate=length(1, 256))


class ScopeSchema(Schema):
    """What a grant reaches."""

    kind = String(required=True, validate=one_of(*Kind))
    name = String(required=True, validate=length(1, 128))


class NewGrantSchema(Schema):
    """A role on a scope; `scope: null` is everything and must be said."""

    role = String(required=True, validate=length(1, 64))
    scope = Nested(ScopeSchema, required=True, allow_none=True)


class GrantSchema(Schema):
    """A grant; `scope` is null where it reaches everything."""

    id = String(required=True)
    role = String(required=True)
    scope = Nested(ScopeSchema, required=True, allow_none=True)
    granted_at = Instant(required=True)
    granted_by = Nested(ActorSchema, required=True)


class GrantsSchema(Schema):
    """All that a user was granted."""

    items = List(Nested(GrantSchema), required=True)


@blueprint.route("/users", methods=["POST"])
@blueprint.arguments(NewUserSchema)
@blueprint.response(201, UserSchema)
def create(new: dict[str, Any]) -> User:
    """Make a user who may do nothing yet."""
    kind = UserKind(new["kind"])
    with current.writing() as session:
        return users.create(session, new["name"], kind, new["password"], current.actor(), current.now())


@blueprint.route("/users")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(UserSchema))
def listed(query: dict[str, Any]) -> Page[User]:
    """All users by name, deactivated ones too."""
    with current.reading() as session:
        return users.listed(session, page_request(query))


@blueprint.route("/users/<string:user>")
@blueprint.response(200, UserSchema)
def one(user: str) -> User:
    """One user, by id or name."""
    with current.reading() as session:
        return users.one(session, user)


@blueprint.route("/users/<string:user>/active", methods=["PUT"])
@blueprint.arguments(ActiveSchema)
@blueprint.response(200, UserSchema)
def set_active(body: dict[str, Any], user: str) -> User:
    """Turn a user off or on; off is off at the next request: sessions, tokens, everything."""
    with current.writing() as session:
        return users.set_active(session, user, body["active"], current.rights())


@blueprint.route("/users/<string:user>/password", methods=["PUT"])
@blueprint.arguments(PasswordSchema)
@blueprint.response(204)
def set_password(body: dict[str, Any], user: str) -> None:
    """Give a person another password; their sessions end."""
    with current.writing() as session:
        users.set_password(session, user, body["password"], current.rights())


@blueprint.route("/users/<string:user>/grants")
@blueprint.response(200, GrantsSchema)
def granted(user: str) -> Response:
    """What the user was granted, oldest first."""
    with current.reading() as session:
        rows = store.grants(session, users.one(session, user).id)
    return jsonify(items=[_shown(row) for row in rows])


@blueprint.route("/users/<string:user>/grants", methods=["POST"])
@blueprint.arguments(NewGrantSchema)
@blueprint.response(201, GrantSchema)
def grant(body: dict[str, Any], user: str) -> Response:
    """Grant a role on a scope; nobody grants more than they hold. Granted twice it is there once."""
    wanted = body["scope"]
    scope = None if wanted is None else Scope.of(Kind(wanted["kind"]), wanted["name"])
    with current.writing() as session:
        row = grants.give(
            session, user, body["role"], scope, current.rights(), current.actor(), current.now()
        )
    return make_response(jsonify(_shown(row)), 201)


@blueprint.route("/users/<string:user>/grants/<string:grant>", methods=["DELETE"])
@blueprint.response(204)
def withdraw(user: str, grant: str) -> None:
    """Take a grant away; the next request knows."""
    with current.writing() as session:
        grants.take(session, user, grant, current.rights())


@blueprint.route("/users/<string:user>/tokens", methods=["POST"])
@blueprint.arguments(NewTokenSchema)
@blueprint.response(201, ShownTokenSchema)
def create_token(wanted: dict[str, Any], user: str) -> Response:
    """Make a token for somebody else, such as a service account; it is shown now and never again."""
    with current.writing() as session:
        owner = users.to_manage(session, user, current.rights())
        return shown_once(session, wanted, owner.id)


def _shown(row: GrantRow) -> dict[str, Any]:
    scope = scope_of(row)
    whole = {
        "id": row.id,
        "role": row.role,
        "scope": scope and {"kind": scope.kind.value, "name": scope.name},
        "granted_at": row.granted_at,
        "granted_by": row.granted_by,
    }
    shown: dict[str, Any] = GrantSchema().dump(whole)
    return shown
