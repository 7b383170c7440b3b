"""The table of what was seen of hosts."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0051"


def upgrade() -> None:
    op.create_table(
        "host_observations",
        sa.Column("host_id", sa.String(36), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("reachability", sa.JSON, nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id"], ["inventory_hosts.id"], name=op.f("fk_host_observations_host_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_observations")),
        sa.UniqueConstraint("host_id", name=op.f("uq_host_observations_host_id")),
    )
