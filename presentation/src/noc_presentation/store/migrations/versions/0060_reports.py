"""Destinations, reports of executions, and what messages may carry"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0053"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "destinations",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("channel", sa.String(128), nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", sa.JSON, nullable=False),
        *_owned(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destinations")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_destinations_account_id_name")),
    )
    op.create_table(
        "feed_positions",
        sa.Column("reader", sa.String(32), nullable=False),
        sa.Column("cursor", sa.String(512), nullable=False),
        *_owned(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_positions")),
        sa.UniqueConstraint("account_id", "reader", name=op.f("uq_feed_positions_account_id_reader")),
    )
    op.create_table(
        "ended_executions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("execution", sa.String(64), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ended_executions")),
    )
    op.create_index(op.f("ix_ended_executions_next_try_at"), "ended_executions", ["next_try_at"])
    op.create_table(
        "standings",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failed", sa.Boolean, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *_owned(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standings")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_standings_account_id_key")),
    )
    op.create_table(
        "reports",
        sa.Column("destination_id", sa.String(36), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("gathered", sa.Boolean, nullable=False),
        sa.Column("notification_id", sa.String(64), nullable=True),
        *_owned(),
        sa.ForeignKeyConstraint(
            ["destination_id"],
            ["destinations.id"],
            name=op.f("fk_reports_destination_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_due", "reports", ["notification_id", "due_at"])
    for column in (
        sa.Column("html", sa.Text, nullable=True),
        sa.Column("destination", sa.String(128), nullable=True),
        sa.Column("recipient", sa.String(254), nullable=True),
        sa.Column("link_id", sa.String(36), nullable=True),
        sa.Column("card_id", sa.String(36), nullable=True),
        sa.Column("edits", sa.String(64), nullable=True),
        sa.Column("again_at", INSTANT, nullable=True),
    ):
        op.add_column("notifications", column)
    op.create_index(op.f("ix_notifications_card_id"), "notifications", ["card_id"])


def _owned() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("id", sa.String(36), nullable=False), sa.Column(
        "account_id", sa.String(36), nullable=False
    )
