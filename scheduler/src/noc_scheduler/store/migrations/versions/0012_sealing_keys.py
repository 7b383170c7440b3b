"""Sealing keys and health of executor nodes"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Json

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("executor_nodes", sa.Column("sealing_key", sa.String(length=64), nullable=True))
    op.add_column("executor_nodes", sa.Column("sealing_proof", sa.String(length=128), nullable=True))
    op.add_column("executor_nodes", sa.Column("health", Json, nullable=True))
