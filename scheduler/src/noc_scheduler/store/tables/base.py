"""What all tables share: one metadata, names for constraints, and the owner's column."""

from typing import Any

import sqlalchemy as sa

from noc_scheduler.store.ids import DEFAULT_ACCOUNT

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def account() -> sa.Column[Any]:
    """Whose row this is; one default account until there are more."""
    return sa.Column("account_id", sa.Uuid, nullable=False, default=DEFAULT_ACCOUNT)


def required(name: str, kind: Any, **options: Any) -> sa.Column[Any]:
    """A column that is never NULL."""
    return sa.Column(name, kind, nullable=False, **options)
