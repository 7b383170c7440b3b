"""The tables of hosts and groups."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "inventory_groups",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("folded", sa.String(512), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.JSON, nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_groups")),
        sa.UniqueConstraint("account_id", "folded", name=op.f("uq_inventory_groups_account_id_folded")),
    )
    op.create_table(
        "inventory_hosts",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("folded", sa.String(512), nullable=False),
        sa.Column("address", sa.String(253), nullable=False),
        sa.Column("port", sa.Integer, nullable=True),
        sa.Column("user", sa.String(33), nullable=True),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("vars", sa.JSON, nullable=False),
        sa.Column("host_keys", sa.JSON, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.JSON, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", sa.JSON, nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_hosts")),
        sa.UniqueConstraint("account_id", "folded", name=op.f("uq_inventory_hosts_account_id_folded")),
    )
    op.create_table(
        "inventory_memberships",
        sa.Column("host_id", sa.String(36), nullable=False),
        sa.Column("group_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id"],
            ["inventory_hosts.id"],
            name=op.f("fk_inventory_memberships_host_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["inventory_groups.id"], name=op.f("fk_inventory_memberships_group_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "group_id", name=op.f("pk_inventory_memberships")),
    )
    op.create_index(op.f("ix_inventory_memberships_group_id"), "inventory_memberships", ["group_id"])
