"""Creates that carry an Idempotency-Key are done once."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Conflict, Overtaken
from noc_scheduler.store import peers


def once(
    connection: sa.Connection,
    route: str,
    key: str | None,
    body: Mapping[str, Any],
    now: datetime,
    create: Callable[[], UUID],
) -> UUID:
    """The id that `create` makes, or made for the same key before; Conflict if that had another body."""
    if key is None:
        return create()
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
    before = peers.find_key(connection, route, key)
    if before is not None:
        if before.digest != digest:
            raise Conflict("idempotency.conflict", "this Idempotency-Key was used with another body")
        return UUID(str(before.created))
    created = create()
    if not peers.keep_key(connection, route, key, digest, created, now):
        raise Overtaken("another request with this Idempotency-Key came first")
    return created
