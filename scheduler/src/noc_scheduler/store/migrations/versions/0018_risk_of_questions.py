"""How much an answer to a question takes"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("questions", sa.Column("risk", sa.String(16), nullable=False, server_default="normal"))
