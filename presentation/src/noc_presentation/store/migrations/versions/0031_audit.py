"""The audit chain."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
INDEXED = ("at", "actor_id", "verb", "request_id")


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.JSON, nullable=False),
        sa.Column("actor_id", sa.String(128), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("verb", sa.String(128), nullable=False),
        sa.Column("object", sa.String(512), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("code", sa.String(128), nullable=True),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "seq", name=op.f("pk_audit_entries")),
    )
    for name in INDEXED:
        op.create_index(op.f(f"ix_audit_entries_{name}"), "audit_entries", [name])
