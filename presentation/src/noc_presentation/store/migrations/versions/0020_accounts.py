"""The tables of users, roles, grants and sessions; tokens get an owner."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0002"
INSTANT = sa.DateTime(timezone=True)
ACCOUNT = "00000000-0000-7000-8000-000000000001"
INSTALLATION = "00000000-0000-7000-8000-000000000002"
GRANT = "00000000-0000-7000-8000-000000000003"
BY = {"id": "setup", "name": "first start", "kind": "service"}


def upgrade() -> None:
    users = op.create_table(
        "users",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("folded", sa.String(512), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("password", sa.String(256), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.JSON, nullable=False),
        *_owned("users"),
        sa.UniqueConstraint("account_id", "folded", name=op.f("uq_users_account_id_folded")),
    )
    op.create_table(
        "roles",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("verbs", sa.JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.JSON, nullable=False),
        *_owned("roles"),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_roles_account_id_name")),
    )
    grants = op.create_table(
        "grants",
        _user_id(),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("scope_kind", sa.String(16), nullable=True),
        sa.Column("scope_name", sa.String(512), nullable=True),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.Column("granted_by", sa.JSON, nullable=False),
        *_owned("grants"),
        _users("grants"),
    )
    op.create_index(op.f("ix_grants_user_id"), "grants", ["user_id"])
    op.create_table(
        "sessions",
        _user_id(),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=False),
        *_owned("sessions"),
        _users("sessions"),
        sa.UniqueConstraint("digest", name=op.f("uq_sessions_digest")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"])
    op.create_table(
        "failed_logins",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *_owned("failed_logins"),
    )
    op.create_index(op.f("ix_failed_logins_key"), "failed_logins", ["key"])
    op.create_index(op.f("ix_failed_logins_at"), "failed_logins", ["at"])
    op.create_table(
        "setup_codes",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        *_owned("setup_codes"),
    )
    _add_installation(users, grants)
    with op.batch_alter_table("api_tokens") as tokens:
        tokens.add_column(sa.Column("owner_id", sa.String(36), nullable=False, server_default=INSTALLATION))
        tokens.add_column(sa.Column("verbs", sa.JSON, nullable=True))
    with op.batch_alter_table("api_tokens") as tokens:
        tokens.alter_column("owner_id", server_default=None)
        tokens.create_foreign_key(
            op.f("fk_api_tokens_owner_id"), "users", ["owner_id"], ["id"], ondelete="CASCADE"
        )
        tokens.create_index(op.f("ix_api_tokens_owner_id"), ["owner_id"])


def _owned(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _user_id() -> sa.Column[str]:
    return sa.Column("user_id", sa.String(36), nullable=False)


def _users(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id"), ondelete="CASCADE"
    )


def _add_installation(users: sa.Table, grants: sa.Table) -> None:
    """The tokens there are may go on doing everything: they belong to a service account that may."""
    now = datetime.now(UTC)
    who = {"id": INSTALLATION, "account_id": ACCOUNT, "name": "installation", "folded": "installation"}
    op.bulk_insert(
        users,
        [{**who, "kind": "service", "active": True, "password": None, "created_at": now, "created_by": BY}],
    )
    everything = {"role": "administrator", "scope_kind": None, "scope_name": None}
    whose = {"id": GRANT, "account_id": ACCOUNT, "user_id": INSTALLATION}
    op.bulk_insert(grants, [{**whose, **everything, "granted_at": now, "granted_by": BY}])
