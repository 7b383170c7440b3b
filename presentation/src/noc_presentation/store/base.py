"""What every table is built on: naming, ids, the owning account, and times that keep their zone."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid6 import uuid7

DEFAULT_ACCOUNT = "00000000-0000-7000-8000-000000000001"


def new_id() -> str:
    """A UUIDv7, as text: ids sort by the time they were made."""
    return str(uuid7())


class Instant(sa.TypeDecorator[datetime]):
    """A point in time; goes in and comes out in UTC with its zone, also where the database has no zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of this layer."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: Instant,
        dict[str, Any]: sa.JSON,
        list[dict[str, Any]]: sa.JSON,
        list[str]: sa.JSON,
    }


class Owned:
    """A row with an id of its own that belongs to an account; unique keys include `account_id`."""

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(sa.String(36), default=DEFAULT_ACCOUNT)
