"""Queues"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import BigNumber, Instant, Json

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "queue_messages",
        sa.Column("position", BigNumber, sa.Identity(always=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("host_run", sa.Uuid(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_queue_messages")),
        sa.UniqueConstraint(
            "account_id",
            "host_run",
            "visit",
            "item",
            name=op.f("uq_queue_messages_account_id_host_run_visit_item"),
        ),
        sa.UniqueConstraint("id", name=op.f("uq_queue_messages_id")),
    )
    op.create_index(
        op.f("ix_queue_messages_account_id_queue_position"),
        "queue_messages",
        ["account_id", "queue", "position"],
        unique=False,
    )
