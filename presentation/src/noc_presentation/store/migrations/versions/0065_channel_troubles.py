"""Channels that could not deliver something"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0063"


def upgrade() -> None:
    op.create_table(
        "channel_troubles",
        sa.Column("channel", sa.String(128), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_troubles")),
    )
