"""Archives and chores"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "archives",
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(length=128), nullable=False),
        sa.Column("finished_at", Instant(), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("deleting", sa.Boolean(), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("next_try_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("execution", name=op.f("pk_archives")),
        sa.UniqueConstraint("account_id", "number", name=op.f("uq_archives_account_id_number")),
    )
    op.create_index(op.f("ix_archives_done_at_next_try_at"), "archives", ["done_at", "next_try_at"])
    op.create_index(op.f("ix_archives_file"), "archives", ["file"])
    op.create_table(
        "chores",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("held_until", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chores")),
    )
    op.add_column("executions", sa.Column("sealed_at", Instant(), nullable=True))
    op.add_column("executions", sa.Column("outputs_cut_at", Instant(), nullable=True))
    op.create_index(op.f("ix_executions_finished_at"), "executions", ["finished_at"])
    op.create_index(op.f("ix_attempts_execution"), "attempts", ["execution"])
    op.create_index(op.f("ix_queue_messages_execution"), "queue_messages", ["execution"])
