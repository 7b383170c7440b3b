"""One's own sessions over REST: where one is logged in, and ending what one does not know."""

from typing import Any

from noc_presentation.accounts import sessions
from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Boolean, Instant, List, Nested, Schema, String
from noc_presentation.errors import NotFound
from noc_presentation.store import sessions as store
from noc_presentation.store.sessions import LoginSession

blueprint = Blueprint("sessions", __name__, description="Where somebody is logged in")


class OpenSessionSchema(Schema):
    """A browser that is logged in; `here` is the one that asks."""

    id = String(required=True)
    created_at = Instant(required=True)
    last_used_at = Instant(required=True)
    expires_at = Instant(required=True)
    here = Boolean(required=True)


class OpenSessionsSchema(Schema):
    """All of them, oldest first; `next` is always null."""

    items = List(Nested(OpenSessionSchema), required=True)
    next = String(required=True, allow_none=True)


@blueprint.route("/sessions")
@blueprint.response(200, OpenSessionsSchema)
def listed() -> dict[str, Any]:
    """One's own sessions that are not over."""
    here = current.caller().session
    with current.reading() as session:
        rows = store.of_user(session, current.caller().user_id)
        living = [row for row in rows if sessions.is_living(row, current.now())]
        return {"items": [_shown(row, here) for row in living], "next": None}


@blueprint.route("/sessions/<string:login_session>", methods=["DELETE"])
@blueprint.response(204)
def end(login_session: str) -> None:
    """End one of one's own sessions; its next request finds it over."""
    authorise.need_session("end sessions")
    with current.writing() as session:
        own = {row.id for row in store.of_user(session, current.caller().user_id)}
        if login_session not in own:
            raise NotFound("not_found", "there is no such session of yours")
        store.end(session, login_session)


def _shown(row: LoginSession, here: LoginSession | None) -> dict[str, Any]:
    names = ("id", "created_at", "last_used_at", "expires_at")
    return {**{name: getattr(row, name) for name in names}, "here": here is not None and here.id == row.id}
