"""The table of objects that come from files."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "managed_objects",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(512), nullable=False),
        sa.Column("document", sa.String(300), nullable=False),
        sa.Column("source", sa.String(128), nullable=False),
        sa.Column("state", sa.String(128), nullable=False),
        sa.Column("body", sa.JSON, nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.JSON, nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_managed_objects")),
        sa.UniqueConstraint(
            "account_id", "kind", "name", name=op.f("uq_managed_objects_account_id_kind_name")
        ),
    )
    op.create_index(
        op.f("ix_managed_objects_account_id_document"), "managed_objects", ["account_id", "document"]
    )
