"""The groups whose hosts an executor node may serve."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column(
        "executor_node_authorisations", sa.Column("groups", sa.JSON(none_as_null=True), nullable=True)
    )
