"""First tables"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import BigNumber, Instant, Json, this_transaction

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "arrows",
        sa.Column("host_run", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("host_run", "seq", name=op.f("pk_arrows")),
    )
    op.create_index(
        op.f("ix_arrows_execution_source_outcome_target"),
        "arrows",
        ["execution", "source", "outcome", "target"],
        unique=False,
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("host_run", sa.Uuid(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("executor_node", sa.Uuid(), nullable=True),
        sa.Column("boot", sa.String(length=64), nullable=True),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("lease_until", Instant, nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Instant, nullable=False),
        sa.Column("accepted_at", Instant, nullable=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("started_at", Instant, nullable=True),
        sa.Column("finished_at", Instant, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint(
            "account_id",
            "host_run",
            "visit",
            "number",
            name=op.f("uq_attempts_account_id_host_run_visit_number"),
        ),
    )
    op.create_index(
        op.f("ix_attempts_status_executor_node_next_try_at"),
        "attempts",
        ["status", "executor_node", "next_try_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_attempts_status_lease_until"), "attempts", ["status", "lease_until"], unique=False
    )
    op.create_table(
        "counters",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "events",
        sa.Column("position", BigNumber, sa.Identity(always=True), nullable=False),
        sa.Column("txid", sa.BigInteger(), server_default=this_transaction(), nullable=False),
        sa.Column("stream", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=True),
        sa.Column("host_run", sa.Uuid(), nullable=True),
        sa.Column("type", sa.String(length=48), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", Json, nullable=True),
        sa.Column("cause", Json, nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_events")),
        sa.UniqueConstraint("stream", "seq", name=op.f("uq_events_stream_seq")),
    )
    op.create_index(
        op.f("ix_events_execution_txid_position"), "events", ["execution", "txid", "position"], unique=False
    )
    op.create_index(op.f("ix_events_txid_position"), "events", ["txid", "position"], unique=False)
    op.create_table(
        "executions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("procedure", sa.String(length=128), nullable=False),
        sa.Column("procedure_version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("canonical", Json, nullable=False),
        sa.Column("target", Json, nullable=False),
        sa.Column("target_digest", sa.String(length=80), nullable=False),
        sa.Column("params", Json, nullable=False),
        sa.Column("actor", Json, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("schedule", sa.Uuid(), nullable=True),
        sa.Column("start_at", Instant, nullable=True),
        sa.Column("fire_at", Instant, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("started_at", Instant, nullable=True),
        sa.Column("finished_at", Instant, nullable=True),
        sa.Column("targets_resolved_at", Instant, nullable=True),
        sa.Column("cancel", Json, nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_executions")),
        sa.UniqueConstraint("account_id", "number", name=op.f("uq_executions_account_id_number")),
    )
    op.create_index(
        op.f("ix_executions_account_id_target_digest_targets_resolved_at"),
        "executions",
        ["account_id", "target_digest", "targets_resolved_at"],
        unique=False,
    )
    op.create_index(op.f("ix_executions_status_fire_at"), "executions", ["status", "fire_at"], unique=False)
    op.create_table(
        "executor_nodes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=512), nullable=False),
        sa.Column("labels", Json, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=True),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("boot", sa.String(length=64), nullable=True),
        sa.Column("clock_offset_ms", sa.Integer(), nullable=True),
        sa.Column("enrolled_at", Instant, nullable=False),
        sa.Column("last_heartbeat_at", Instant, nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("problem_until", Instant, nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_executor_nodes")),
        sa.UniqueConstraint(
            "account_id", "fingerprint", name=op.f("uq_executor_nodes_account_id_fingerprint")
        ),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_executor_nodes_account_id_name")),
    )
    op.create_table(
        "fires",
        sa.Column("schedule", sa.Uuid(), nullable=False),
        sa.Column("instant", Instant, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("claimed_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("schedule", "instant", name=op.f("pk_fires")),
    )
    op.create_table(
        "host_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("host", Json, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("outcome_word", sa.String(length=64), nullable=True),
        sa.Column("outcome_node", sa.String(length=64), nullable=True),
        sa.Column("reason", Json, nullable=True),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("state", Json, nullable=False),
        sa.Column("started_at", Instant, nullable=True),
        sa.Column("finished_at", Instant, nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_runs")),
        sa.UniqueConstraint(
            "account_id", "execution", "name", name=op.f("uq_host_runs_account_id_execution_name")
        ),
    )
    op.create_index(op.f("ix_host_runs_execution_status"), "host_runs", ["execution", "status"], unique=False)
    op.create_index(op.f("ix_host_runs_status_id"), "host_runs", ["status", "id"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("route", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created", sa.Uuid(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "route", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("attempt", sa.Uuid(), nullable=False),
        sa.Column("lease", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("attempt", "lease", "seq", name=op.f("pk_inbox")),
    )
    op.create_table(
        "listeners",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("last", Instant, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_listeners")),
    )
    op.create_table(
        "nonces",
        sa.Column("key_id", sa.String(length=128), nullable=False),
        sa.Column("nonce", sa.String(length=128), nullable=False),
        sa.Column("forget_after", Instant, nullable=False),
        sa.PrimaryKeyConstraint("key_id", "nonce", name=op.f("pk_nonces")),
    )
    op.create_index(op.f("ix_nonces_forget_after"), "nonces", ["forget_after"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("receiver", sa.Uuid(), nullable=True),
        sa.Column("document", Json, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("next_try_at", Instant, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_kind_next_try_at"), "outbox", ["kind", "next_try_at"], unique=False)
    op.create_table(
        "peers",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(length=512), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("paired_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_peers")),
    )
    op.create_table(
        "schedules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("trigger", Json, nullable=False),
        sa.Column("procedure", Json, nullable=False),
        sa.Column("target", Json, nullable=False),
        sa.Column("params", Json, nullable=False),
        sa.Column("actor", Json, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("next_fire_at", Instant, nullable=True),
        sa.Column("last_fire_at", Instant, nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_schedules_account_id_name")),
    )
    op.create_index(op.f("ix_schedules_next_fire_at"), "schedules", ["next_fire_at"], unique=False)
    op.create_table(
        "steps",
        sa.Column("host_run", sa.Uuid(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.PrimaryKeyConstraint("host_run", "node", name=op.f("pk_steps")),
    )
    op.create_table(
        "tokens",
        sa.Column("host_run", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=True),
        sa.Column("frames", Json, nullable=False),
        sa.Column("forks", Json, nullable=False),
        sa.PrimaryKeyConstraint("host_run", "id", name=op.f("pk_tokens")),
    )
    op.create_table(
        "visits",
        sa.Column("host_run", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("executor_node", sa.String(length=128), nullable=True),
        sa.Column("rc", BigNumber, nullable=True),
        sa.Column("stdout", sa.Text(), nullable=False),
        sa.Column("stderr", sa.Text(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("why", Json, nullable=True),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("finished_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("host_run", "number", name=op.f("pk_visits")),
        sa.UniqueConstraint("id", name=op.f("uq_visits_id")),
    )
    op.create_index(op.f("ix_visits_execution_node"), "visits", ["execution", "node"], unique=False)
    op.create_table(
        "waits",
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("visit", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=True),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("deadline", Instant, nullable=False),
        sa.PrimaryKeyConstraint("subject", "visit", name=op.f("pk_waits")),
    )
    op.create_index(op.f("ix_waits_act_deadline"), "waits", ["act", "deadline"], unique=False)
    op.create_index(op.f("ix_waits_execution"), "waits", ["execution"], unique=False)
