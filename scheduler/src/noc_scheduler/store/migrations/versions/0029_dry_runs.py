"""Executions, and what schedules start, may be dry runs"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0026"


def upgrade() -> None:
    for table in ("executions", "schedules"):
        for name in ("check_mode", "diff"):
            op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
