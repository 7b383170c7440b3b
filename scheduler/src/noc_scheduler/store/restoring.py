"""What a database must be told after it was restored: time went on, and others know more than it does."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from noc_scheduler.flowchart.vocabulary import ACTIVE
from noc_scheduler.store.attempts import OPEN
from noc_scheduler.store.events import Fact, Stream, append
from noc_scheduler.store.ids import new_id
from noc_scheduler.store.tables import attempts, chores, events, executions, listeners, metadata, outbox

#: No reader's cursor was ever that far ahead of a backup.
JUMP = 10**12
#: Rows that come by themselves.
OF_THEMSELVES = frozenset({"listeners", "chores", "nonces", "counters"})
#: An attempt of which nobody knows whether it was handed out is handed to nobody.
NEVER = timedelta(days=36_500)


def is_empty(connection: sa.Connection) -> bool:
    """Whether nothing would be lost here."""
    present = set(sa.inspect(connection).get_table_names())
    ours = [table for table in metadata.sorted_tables if table.name in present]
    return not any(
        connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        for table in ours
        if table.name not in OF_THEMSELVES
    )


def last_heard(connection: sa.Connection) -> datetime | None:
    """When a process of this scheduler last noted that it works here."""
    if not sa.inspect(connection).has_table("listeners"):
        return None
    last: datetime | None = connection.execute(sa.select(sa.func.max(listeners.c.last))).scalar_one()
    return last


def drop_everything(connection: sa.Connection) -> None:
    """Make room for tables of another version."""
    connection.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))
    for table in sa.inspect(connection).get_table_names():
        if table in metadata.tables:
            metadata.tables[table].drop(connection)


def settle(
    connection: sa.Connection, now: datetime, restored: Fact, cancel: Mapping[str, Any] | None
) -> None:
    """Treat every lease as unknown, every process as new, and tell that this happened.

    Listening begins anew, so executor nodes have a whole lease's time to speak of what they still hold before the
    rest is taken for lost. An attempt that was handed to nobody when the backup was made may have been since: it
    is taken for lost, too, and its task's rerun class decides. `cancel` is the wish to end all that goes on.
    """
    connection.execute(sa.delete(listeners))
    connection.execute(sa.update(chores).values(held_until=now))
    connection.execute(sa.update(outbox).values(next_try_at=now))
    is_open = attempts.c.status.in_([str(status) for status in OPEN])
    connection.execute(sa.update(attempts).where(is_open).values(lease_until=now))
    unassigned = (is_open, attempts.c.executor_node.is_(None))
    connection.execute(sa.update(attempts).where(*unassigned).values(next_try_at=now + NEVER))
    if cancel is not None:
        going_on = (executions.c.status.in_(sorted(ACTIVE)), executions.c.cancel.is_(None))
        connection.execute(
            sa.update(executions)
            .where(*going_on)
            .values(cancel=dict(cancel), version=executions.c.version + 1)
        )
    append(connection, now, [(Stream(new_id(), 0), [restored])])
    _let_readers_go_on(connection)


def _let_readers_go_on(connection: sa.Connection) -> None:
    """No event to come shall stand before a cursor that a reader was given after the backup."""
    if connection.dialect.name == "sqlite":
        last = sa.select(sa.func.max(events.c.position)).scalar_subquery()
        connection.execute(
            sa.update(events).where(events.c.position == last).values(position=events.c.position + JUMP)
        )
    else:  # another server numbers its transactions from its own beginning; `read_after` knows of that
        connection.execute(sa.update(events).values(txid=0))
