"""What people do to executions under way"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant, Json

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("executions", sa.Column("pace", sa.String(length=16), nullable=True))
    op.add_column("executions", sa.Column("pause", Json, nullable=True))
    op.add_column("host_runs", sa.Column("pace", sa.String(length=16), nullable=True))
    op.add_column("host_runs", sa.Column("resume", Json, nullable=True))
    op.create_index(
        "ix_host_runs_to_resume",
        "host_runs",
        ["id"],
        unique=False,
        sqlite_where=sa.text("resume IS NOT NULL"),
        postgresql_where=sa.text("resume IS NOT NULL"),
    )
    op.add_column("tokens", sa.Column("mark", Json, nullable=True))
    op.add_column("attempts", sa.Column("confirmed_at", Instant(), nullable=True))
