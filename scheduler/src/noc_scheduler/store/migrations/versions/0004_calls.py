"""Calls"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant, Json

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "bundles",
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("procedures", Json, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_bundles")),
    )
    for column in (
        sa.Column("bundle", sa.String(length=80), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("caller", sa.Uuid(), nullable=True),
        sa.Column("caller_visit", sa.Integer(), nullable=True),
    ):
        op.add_column("executions", column)
    op.create_index(
        op.f("ix_executions_caller_caller_visit"), "executions", ["caller", "caller_visit"], unique=False
    )
    op.add_column("schedules", sa.Column("bundle", sa.String(length=80), nullable=True))
