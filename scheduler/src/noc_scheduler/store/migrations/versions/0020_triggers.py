"""Triggers that wait for messages: what they are told, work items, storms, and signals to walks"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant, Json

revision = "0020"
down_revision = "0018"


def _account() -> sa.Column[Any]:
    return sa.Column("account_id", sa.Uuid(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "intakes",
        sa.Column("schedule", sa.Uuid(), nullable=False),
        _account(),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("doubled", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=True),
        sa.Column("last_refusal", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("schedule", name=op.f("pk_intakes")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        _account(),
        sa.Column("schedule", sa.Uuid(), nullable=False),
        sa.Column("message", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "account_id", "schedule", "message", name=op.f("uq_deliveries_account_id_schedule_message")
        ),
    )
    op.create_index(op.f("ix_deliveries_schedule_received_at"), "deliveries", ["schedule", "received_at"])
    op.create_table(
        "work_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        _account(),
        sa.Column("schedule", sa.Uuid(), nullable=False),
        sa.Column("delivery", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=255), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("said_host", sa.Text(), nullable=True),
        sa.Column("host", sa.String(length=255), nullable=True),
        sa.Column("params", Json, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("order_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("execution", sa.Uuid(), nullable=True),
        sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_items")),
        sa.UniqueConstraint(
            "account_id", "schedule", "key", name=op.f("uq_work_items_account_id_schedule_key")
        ),
    )
    op.create_index(op.f("ix_work_items_status_due_at"), "work_items", ["status", "due_at"])
    op.create_index(op.f("ix_work_items_schedule_status_host"), "work_items", ["schedule", "status", "host"])
    op.create_index(op.f("ix_work_items_schedule_received_at"), "work_items", ["schedule", "received_at"])
    op.create_table(
        "storms",
        sa.Column("schedule", sa.Uuid(), nullable=False),
        sa.Column("group", sa.String(length=255), nullable=False),
        _account(),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "group", name=op.f("pk_storms")),
    )
    op.create_table(
        "signals",
        sa.Column("id", sa.Uuid(), nullable=False),
        _account(),
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", Json, nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )
    op.create_index(op.f("ix_signals_execution_host_name"), "signals", ["execution", "host", "name"])
    op.create_index(op.f("ix_signals_ready"), "signals", ["ready"])
