"""Opening an API token for this layer itself, which asks other systems in somebody's name."""

from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.credentials.kinds import KINDS
from noc_presentation.credentials.service import Ring, values_of
from noc_presentation.credentials.vocabulary import Use
from noc_presentation.errors import Conflict, NotFound
from noc_presentation.names import folded
from noc_presentation.store import credentials as store

#: Who it was given to, where executor nodes are named otherwise.
OURSELVES = "presentation"


def api_token(session: Session, ring: Ring, name: str, used_for: str, now: datetime) -> str:
    """The token of this name, whose use is noted; raises NotFound, Conflict and Unavailable, never with a secret."""
    row = store.called(session, folded(name))
    if row is None:
        raise NotFound("credential.unknown", f"there is no credential called {name!r}")
    if row.revoked_at is not None:
        raise Conflict("credential.revoked", f"credential {row.name!r} was revoked")
    if row.use != Use.TOKEN:
        raise Conflict("credential.not_a_token", f"credential {row.name!r} is no API token")
    token = KINDS[row.kind].look_up(values_of(ring(), row))["token"]
    store.note_use(session, [row.id], now, {"executor_node": OURSELVES, "host": used_for})
    return token
