"""In which groups the hosts of executions were when they were frozen: rights on an execution are asked of these."""

import json
from collections.abc import Collection, Iterable
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.store import bulk
from noc_scheduler.store.ids import DEFAULT_ACCOUNT
from noc_scheduler.store.tables import reached


def note(connection: sa.Connection, execution: UUID, of_hosts: Iterable[Collection[str]]) -> None:
    """Remember the groups of further hosts; those known already stay as they are."""
    distinct = {tuple(sorted(groups)) for groups in of_hosts}
    rows = [
        {
            "execution": execution,
            "digest": sha256(json.dumps(groups).encode()).hexdigest(),
            "account_id": DEFAULT_ACCOUNT,
            "groups": list(groups),
        }
        for groups in sorted(distinct)
    ]
    bulk.put(connection, reached, rows)


def of_executions(connection: sa.Connection, ids: Iterable[UUID]) -> dict[UUID, list[list[str]]]:
    """By execution; none for those whose hosts are not frozen yet, and for those without any."""
    query = sa.select(reached.c.execution, reached.c.groups).where(reached.c.execution.in_(list(ids)))
    found: dict[UUID, list[list[str]]] = {}
    for row in connection.execute(query.order_by(reached.c.execution, reached.c.digest)):
        found.setdefault(row.execution, []).append(row.groups)
    return found
