"""Knowing who asks: the keys of peers and executor nodes, and the nonces they have used up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from noc_scheduler.errors import Forbidden
from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes.heartbeat import not_authorised
from noc_scheduler.store import peers
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.executor_nodes import Authorisation


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever has a key id, as the database has it; no `public_key`: nobody. `status` is that of an executor node."""

    public_key: str | None
    asked_at: datetime
    executor_node: UUID | None
    name: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class CallingNode:
    """The executor node whose key has signed the request."""

    id: UUID
    name: str


def now(means: Means) -> datetime:
    """The time that signatures are held against."""
    with means.database.reading() as connection:
        return database_now(connection)


def signer(means: Means, key_id: str) -> Signer:
    """The peer of this name, or the executor node of this id, and the time: asked for with one question."""
    with means.database.reading() as connection:
        row, asked_at = peers.who_signs(connection, key_id)
    return Signer(row.public_key, asked_at, row.id, row.name, row.status)


def take_nonce(means: Means, key_id: str, nonce: str, forget_after: datetime) -> bool:
    """Remember a nonce; False when it was used before."""
    with means.database.writing_once() as connection:
        return peers.take_nonce(connection, key_id, nonce, forget_after)


def calling_node(signed_by: Signer, must_be_authorised: bool) -> CallingNode:
    """The executor node that signed; Forbidden when it is none, or not authorised where it must be."""
    if signed_by.executor_node is None or signed_by.name is None or signed_by.status is None:
        raise Forbidden("peer.not_allowed", "only executor nodes may ask this")
    if must_be_authorised and signed_by.status != Authorisation.AUTHORISED:
        raise not_authorised(signed_by.status)
    return CallingNode(signed_by.executor_node, signed_by.name)
