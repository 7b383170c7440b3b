"""Work items are tried again when their walks have failed"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Instant

revision = "0024"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("work_items", sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("work_items", sa.Column("watched", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("work_items", sa.Column("seen_at", Instant(), nullable=True))
    watched = sa.text("watched IS true")
    op.create_index(
        "ix_work_items_watched",
        "work_items",
        ["execution"],
        sqlite_where=sa.text("watched IS 1"),
        postgresql_where=watched,
    )
