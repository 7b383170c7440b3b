"""The table of credentials."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0021"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "credentials",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("folded", sa.String(512), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("use", sa.String(16), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("groups", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("key_id", sa.String(16), nullable=True),
        sa.Column("wrapped_key", sa.Text, nullable=True),
        sa.Column("ciphertext", sa.Text, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.JSON, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", sa.JSON, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.Column("last_used", sa.JSON, nullable=True),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("account_id", "folded", name=op.f("uq_credentials_account_id_folded")),
    )
    op.create_index(op.f("ix_credentials_key_id"), "credentials", ["key_id"])
