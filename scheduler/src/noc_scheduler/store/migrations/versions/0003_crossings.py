"""Crossings"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant, Json

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "crossing_points",
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("elected", sa.Uuid(), nullable=True),
        sa.Column("result", Json, nullable=True),
        sa.PrimaryKeyConstraint("execution", "node", name=op.f("pk_crossing_points")),
    )
    op.create_table(
        "crossings",
        sa.Column("host_run", sa.Uuid(), nullable=False),
        sa.Column("visit", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("arrived_at", Instant(), nullable=False),
        sa.Column("elected", sa.Boolean(), nullable=True),
        sa.Column("result", Json, nullable=True),
        sa.PrimaryKeyConstraint("host_run", "visit", name=op.f("pk_crossings")),
    )
    op.create_index(
        op.f("ix_crossings_execution_node_status"), "crossings", ["execution", "node", "status"], unique=False
    )
    op.create_index(op.f("ix_crossings_status_host_run"), "crossings", ["status", "host_run"], unique=False)
    for column in (
        sa.Column("policy", Json, nullable=True),
        sa.Column("admitted", sa.Integer(), nullable=True),
        sa.Column("wave", sa.Integer(), nullable=True),
        sa.Column("hold", Json, nullable=True),
        sa.Column("forgiven", Json, nullable=True),
        sa.Column("abandoned", Json, nullable=True),
    ):
        op.add_column("executions", column)
