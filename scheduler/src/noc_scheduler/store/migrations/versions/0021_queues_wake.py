"""Queues wake schedules; bodies of messages are found without looking at all messages"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("schedules", sa.Column("queue", sa.String(length=64), nullable=True))
    op.add_column("schedules", sa.Column("broker", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_schedules_queue"), "schedules", ["queue"])
    op.create_table(
        "wakes",
        sa.Column("schedule", sa.Uuid(), nullable=False),
        sa.Column("message", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "message", name=op.f("pk_wakes")),
    )
    op.create_index(op.f("ix_wakes_due_at"), "wakes", ["due_at"])
    with_body = sa.text("body IS NOT NULL")
    op.create_index(
        "ix_deliveries_with_body",
        "deliveries",
        ["schedule", "received_at"],
        sqlite_where=with_body,
        postgresql_where=with_body,
    )
