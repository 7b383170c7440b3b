"""Module catalogues"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "module_catalogues",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_module_catalogues")),
    )
    op.add_column("executor_nodes", sa.Column("modules", sa.String(length=64), nullable=True))
