"""Since when a credential has its secret; of those that were changed before, the last change is as near as is known"""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0065"


def upgrade() -> None:
    op.add_column("credentials", sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE credentials SET rotated_at = CASE WHEN version = 1 THEN created_at ELSE changed_at END"
    )
    with op.batch_alter_table("credentials") as table:
        table.alter_column("rotated_at", nullable=False)
