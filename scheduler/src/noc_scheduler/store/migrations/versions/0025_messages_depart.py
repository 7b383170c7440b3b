"""Messages that walks publish go to the message broker"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("message", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("message", name=op.f("pk_departures")),
    )
    op.create_index(op.f("ix_departures_due_at"), "departures", ["due_at"])
