"""What time it is: only the database's clock decides, so that processes with wrong clocks agree."""

from datetime import UTC, datetime

import sqlalchemy as sa

_SQLITE = sa.text("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")
_POSTGRESQL = sa.text("SELECT clock_timestamp()")


def database_now(connection: sa.Connection) -> datetime:
    """The database's present time in UTC with whole milliseconds; moves on within a transaction."""
    if connection.dialect.name == "sqlite":
        return datetime.fromisoformat(connection.execute(_SQLITE).scalar_one())
    now: datetime = connection.execute(_POSTGRESQL).scalar_one()
    return now.astimezone(UTC).replace(microsecond=now.microsecond // 1000 * 1000)
