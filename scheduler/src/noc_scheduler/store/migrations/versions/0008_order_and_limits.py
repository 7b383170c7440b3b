"""Order and limits: priorities, turns, locks on hosts, what schedules do when they overlap"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import LONG_AGO, BigNumber, Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for table, columns in {
        "schedules": (
            sa.Column("overlap", sa.String(length=16), nullable=False, server_default="together"),
            sa.Column("catch_up_ms", BigNumber, nullable=True),
            sa.Column("priority", sa.Integer(), nullable=False, server_default="2"),
        ),
        "executions": (
            sa.Column("priority", sa.Integer(), nullable=False, server_default="2"),
            sa.Column("order_at", Instant(), nullable=False, server_default=LONG_AGO),
            sa.Column("in_sequence", sa.Boolean(), nullable=False, server_default=sa.false()),
            sa.Column("now_anyway", sa.Text(), nullable=True),
            sa.Column("turn_at", Instant(), nullable=True),
            sa.Column("locks_hosts", sa.Boolean(), nullable=False, server_default=sa.false()),
        ),
        "host_runs": (sa.Column("order_at", Instant(), nullable=False, server_default=LONG_AGO),),
        "attempts": (sa.Column("order_at", Instant(), nullable=False, server_default=LONG_AGO),),
        "executor_nodes": (sa.Column("max_parallel", sa.Integer(), nullable=True),),
    }.items():
        for column in columns:
            op.add_column(table, column)
    for table, names in (
        ("executions", ["procedure", "status"]),
        ("executions", ["schedule", "status"]),
        ("host_runs", ["status", "order_at", "id"]),
        ("host_runs", ["name", "status"]),
        ("attempts", ["status", "executor_node", "order_at", "id"]),
    ):
        op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, names, unique=False)
    op.drop_index(op.f("ix_attempts_status_executor_node_next_try_at"), "attempts")
    op.create_table(
        "host_locks",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "host", name=op.f("pk_host_locks")),
    )
    op.create_index(op.f("ix_host_locks_holder"), "host_locks", ["holder"], unique=False)
    op.create_table(
        "turns",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("procedure", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "procedure", name=op.f("pk_turns")),
    )
    # What was asked for before there were priorities keeps its order, and what has begun has had its turn.
    op.execute("UPDATE executions SET order_at = created_at")
    op.execute("UPDATE executions SET turn_at = created_at WHERE status <> 'queued'")
    op.execute("UPDATE attempts SET order_at = created_at")
    op.execute(
        "UPDATE host_runs SET order_at ="
        " (SELECT executions.order_at FROM executions WHERE executions.id = host_runs.execution)"
    )
