"""The table of groups in groups."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.create_table(
        "inventory_nestings",
        sa.Column("parent_id", sa.String(36), nullable=False),
        sa.Column("child_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["inventory_groups.id"],
            name=op.f("fk_inventory_nestings_parent_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["inventory_groups.id"],
            name=op.f("fk_inventory_nestings_child_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("parent_id", "child_id", name=op.f("pk_inventory_nestings")),
    )
    op.create_index(op.f("ix_inventory_nestings_child_id"), "inventory_nestings", ["child_id"])
