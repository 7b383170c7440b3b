"""Who has changed the draft of a procedure since it was published last"""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"

PROCEDURES = sa.table(
    "procedures",
    sa.column("id", sa.String),
    sa.column("changed_by", sa.JSON),
    sa.column("draft_revision", sa.Integer),
    sa.column("published_revision", sa.Integer),
    sa.column("draft_authors", sa.JSON),
)


def upgrade() -> None:
    op.add_column("procedures", sa.Column("draft_authors", sa.JSON, nullable=False, server_default="[]"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(PROCEDURES)).all():
        if row.draft_revision != row.published_revision:
            authors = PROCEDURES.update().where(PROCEDURES.c.id == row.id)
            connection.execute(authors.values(draft_authors=[row.changed_by["id"]]))
    with op.batch_alter_table("procedures") as batch:
        batch.alter_column("draft_authors", server_default=None)
