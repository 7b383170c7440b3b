"""Who may speak to us, which nonces they used up, which creates they named, and since when we listen."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Unavailable
from noc_scheduler.store.clock import row_and_now
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import executor_nodes, idempotency_keys, listeners, nonces, peers
from noc_scheduler.store.upsert import insert_into, is_new

#: The names under which processes note that they are there.
API = "api"
WORKER = "worker"


def pair(connection: sa.Connection, name: str, url: str, public_key: str, now: datetime) -> None:
    """Know a peer under this name, or know it anew."""
    values = {"url": url, "public_key": public_key, "paired_at": now}
    insert = insert_into(connection, peers).values(name=name, account_id=DEFAULT_ACCOUNT, **values)
    connection.execute(insert.on_conflict_do_update(index_elements=[peers.c.name], set_=values))


def find(connection: sa.Connection, name: str) -> sa.Row[Any] | None:
    """The peer of this name."""
    return connection.execute(sa.select(peers).where(peers.c.name == name)).one_or_none()


def presentation_url(connection: sa.Connection) -> str:
    """Where presentation is; raises Unavailable while none is paired."""
    peer = find(connection, "presentation")
    if peer is None:
        raise Unavailable("dependency.unavailable", "no presentation is paired with this scheduler")
    return str(peer.url)


def who_signs(connection: sa.Connection, key_id: str) -> tuple[sa.Row[Any], datetime]:
    """The `public_key` of a peer by its name or of an executor node by its id, with its `name`, of an executor node its
    `id` and `status` too, and what time it is; all members of the row are None of somebody unknown."""
    try:
        identity = UUID(key_id)
    except ValueError:
        peer, neither = peers.c, (sa.null().label("id"), sa.null().label("status"))
        return row_and_now(connection, peers, peer.name == key_id, peer.public_key, peer.name, *neither)
    node = executor_nodes.c
    asked = (node.public_key, node.name, node.id, node.status)
    return row_and_now(connection, executor_nodes, node.id == identity, *asked)


def take_nonce(connection: sa.Connection, key_id: str, nonce: str, forget_after: datetime) -> bool:
    """Remember a nonce; False when it was known."""
    return is_new(connection, nonces, {"key_id": key_id, "nonce": nonce, "forget_after": forget_after})


def forget(connection: sa.Connection, now: datetime, keys_before: datetime) -> None:
    """Drop nonces that could no longer be replayed and idempotency keys from before `keys_before`."""
    connection.execute(sa.delete(nonces).where(nonces.c.forget_after < now))
    connection.execute(sa.delete(idempotency_keys).where(idempotency_keys.c.created_at < keys_before))


def find_key(connection: sa.Connection, route: str, key: str) -> sa.Row[Any] | None:
    """What was created under this idempotency key."""
    return connection.execute(
        sa.select(idempotency_keys).where(
            idempotency_keys.c.account_id == DEFAULT_ACCOUNT,
            idempotency_keys.c.route == route,
            idempotency_keys.c.key == key,
        )
    ).one_or_none()


def keep_key(
    connection: sa.Connection, route: str, key: str, digest: str, created: UUID, now: datetime
) -> bool:
    """Remember what was created under a key; False when somebody else just did."""
    values = {"account_id": DEFAULT_ACCOUNT, "route": route, "key": key, "digest": digest}
    return is_new(connection, idempotency_keys, {**values, "created": created, "created_at": now})


def listen(connection: sa.Connection, now: datetime, longest_gap: timedelta, name: str = API) -> None:
    """Note that a process of this name can do its part now; after a longer gap its listening begins anew."""
    row = heard(connection, name, lock=True)
    since = now if row is None or now - row.last > longest_gap else row.since
    insert = insert_into(connection, listeners).values(name=name, since=since, last=now)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[listeners.c.name],
            set_={"since": insert.excluded.since, "last": insert.excluded.last},
        )
    )


def listening_since(connection: sa.Connection, now: datetime, longest_gap: timedelta) -> datetime | None:
    """Since when some API has listened without a break; None when none does."""
    row = heard(connection, API)
    return None if row is None or now - row.last > longest_gap else row.since


def heard(connection: sa.Connection, name: str, lock: bool = False) -> sa.Row[Any] | None:
    """Since when processes of this name have been heard of without a break, and when last."""
    query = sa.select(listeners).where(listeners.c.name == name)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()
