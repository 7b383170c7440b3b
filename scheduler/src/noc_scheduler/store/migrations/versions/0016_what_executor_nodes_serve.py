"""What executor nodes may serve, and selectors that hold the host's groups, too"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Json

revision = "0016"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("executor_nodes", sa.Column("serves", Json, nullable=True))
    with op.batch_alter_table("attempts") as attempts:
        attempts.alter_column(
            "selector", existing_type=sa.String(length=512), type_=sa.Text(), existing_nullable=False
        )
