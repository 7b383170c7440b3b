"""Knowing who asks: the keys of peers and executor nodes, and the nonces they have used up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from noc_scheduler.errors import Forbidden
from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes.heartbeat import not_authorised
from noc_scheduler.store import executor_nodes, peers
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.executor_nodes import Authorisation


@dataclass(frozen=True, slots=True)
class CallingNode:
    """The executor node whose key has signed the request."""

    id: UUID
    name: str


def now(means: Means) -> datetime:
    """The time that signatures are held against."""
    with means.database.reading() as connection:
        return database_now(connection)


def public_key_of(means: Means, key_id: str) -> str | None:
    """The public key of a peer by its name, or of an executor node by its id."""
    with means.database.reading() as connection:
        return peers.public_key_of(connection, key_id)


def take_nonce(means: Means, key_id: str, nonce: str, forget_after: datetime) -> bool:
    """Remember a nonce; False when it was used before."""
    return means.database.transact(
        lambda connection: peers.take_nonce(connection, key_id, nonce, forget_after)
    )


def calling_node(means: Means, key_id: str, must_be_authorised: bool) -> CallingNode:
    """The executor node of this key id; Forbidden when it is none, or not authorised where it must be."""
    with means.database.reading() as connection:
        try:
            row = executor_nodes.find(connection, UUID(key_id))
        except ValueError:
            row = None
    if row is None:
        raise Forbidden("peer.not_allowed", "only executor nodes may ask this")
    if must_be_authorised and row.status != Authorisation.AUTHORISED:
        raise not_authorised(row.status)
    return CallingNode(row.id, row.name)
