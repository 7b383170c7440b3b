"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from noc_scheduler.flowchart.sentences import Sentence, from_text


def instant_text(value: datetime) -> str:
    """UTC with milliseconds and Z: how SQLite keeps instants, so that texts sort like times."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Instant(sa.types.TypeDecorator[datetime]):
    """A point in time, in and out as an aware datetime in UTC; whole milliseconds."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(24))
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return instant_text(value)
        return value.replace(microsecond=value.microsecond // 1000 * 1000)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class Told(sa.types.TypeDecorator[Sentence]):
    """A sentence as one text; what was written before sentences had codes comes out as somebody's own words."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Sentence | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else value.text()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Sentence | None:
        return None if value is None else from_text(value)


#: The instant of rows that were there before a column was: older than anything.
LONG_AGO = "1970-01-01T00:00:00.000Z"
#: JSON that comes back with its keys in the order they were put (PostgreSQL's jsonb would sort them: nodes would
#: change places and `${map}` its text). None is NULL, never the JSON word null.
Json = sa.JSON(none_as_null=True)
#: A growing number: SQLite only numbers plain INTEGER keys by itself.
BigNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class this_transaction(FunctionElement[int]):
    """The number of the transaction under way; always 0 on SQLite, where commits are one after the other."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(this_transaction, "postgresql")
def _on_postgresql(element: this_transaction, compiler: Any, **options: Any) -> str:
    return "(pg_current_xact_id()::text::bigint)"


@compiles(this_transaction)
def _elsewhere(element: this_transaction, compiler: Any, **options: Any) -> str:
    return "0"
