"""The person behind an execution"""

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Json

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("executions", sa.Column("on_behalf_of", Json, nullable=True))
