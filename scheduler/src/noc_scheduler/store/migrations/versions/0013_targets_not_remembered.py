"""Targets are asked for at each fire: nothing of the answer before is looked up any more"""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.drop_index(op.f("ix_executions_account_id_target_digest_targets_resolved_at"), "executions")
    op.drop_column("executions", "target_digest")
    op.drop_column("executions", "targets_resolved_at")
