"""What is wrong with the installation itself"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import BigNumber, Instant

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("schedules", sa.Column("expect_every_ms", BigNumber, nullable=True))
    op.create_table(
        "troubles",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_troubles")),
    )
