"""The table of keys that hosts showed and that a person must look at."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "host_key_reviews",
        sa.Column("host_id", sa.String(36), nullable=False),
        sa.Column("host", sa.String(128), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("known", sa.JSON, nullable=False),
        sa.Column("seen", sa.JSON, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("seen_by", sa.JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.JSON, nullable=True),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id"], ["inventory_hosts.id"], name=op.f("fk_host_key_reviews_host_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_key_reviews")),
    )
    op.create_index(
        op.f("ix_host_key_reviews_account_id_host_id"), "host_key_reviews", ["account_id", "host_id"]
    )
