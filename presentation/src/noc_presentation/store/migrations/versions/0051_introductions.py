"""Introductions of executor nodes, and the labels that they may serve as."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "executor_node_authorisations", sa.Column("labels", sa.JSON(none_as_null=True), nullable=True)
    )
    op.create_table(
        "introductions",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column("groups", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("labels", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.JSON, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("used_by", sa.String(64), nullable=True),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
    )
