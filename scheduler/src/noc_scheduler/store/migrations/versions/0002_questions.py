"""Questions"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant, Json

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("host_run", sa.Uuid(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("fields", Json, nullable=True),
        sa.Column("approvers", Json, nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint(
            "account_id", "host_run", "visit", name=op.f("uq_questions_account_id_host_run_visit")
        ),
    )
    op.create_index(
        op.f("ix_questions_account_id_closed_at_id"),
        "questions",
        ["account_id", "closed_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_questions_execution"), "questions", ["execution"], unique=False)
    op.create_table(
        "answers",
        sa.Column("question", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.String(length=128), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("actor", Json, nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("question", "actor_id", name=op.f("pk_answers")),
    )
