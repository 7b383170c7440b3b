"""In which groups the hosts of executions were when they were frozen"""

from itertools import groupby

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store import reached
from noc_scheduler.store.types import Json

revision = "0031"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "reached",
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("groups", Json, nullable=False),
        sa.PrimaryKeyConstraint("execution", "digest", name="pk_reached"),
    )
    connection = op.get_bind()
    frozen = sa.table("host_runs", sa.column("execution", sa.Uuid()), sa.column("host", Json))
    query = sa.select(frozen.c.execution, frozen.c.host).order_by(frozen.c.execution)
    rows = connection.execute(query, execution_options={"yield_per": 500})
    for execution, of_it in groupby(rows, key=lambda row: row.execution):
        reached.note(connection, execution, [row.host["groups"] for row in of_it if row.host])
