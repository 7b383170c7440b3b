"""Selectors of attempts; boots and draining of executor nodes"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant, Json

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column(
        "attempts", sa.Column("selector", sa.String(length=512), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("executor_nodes", sa.Column("booted_at", Instant(), nullable=True))
    op.add_column("executor_nodes", sa.Column("old_boots", Json, nullable=True))
    op.add_column("executor_nodes", sa.Column("draining", Json, nullable=True))
