"""What the engine says of a visit is kept as a code, and as a sentence with its values"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Json

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column("visits", sa.Column("code", sa.String(length=64), nullable=True))
    op.add_column("visits", sa.Column("message_said", Json, nullable=True))
