"""In which groups the hosts of executions were when they were frozen"""

import json
from hashlib import sha256
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from noc_scheduler.store.types import Json

revision = "0031"
down_revision = "0029"

#: The one account there was.
ACCOUNT = UUID("01900000-0000-7000-8000-000000000001")


def upgrade() -> None:
    made = op.create_table(
        "reached",
        sa.Column("execution", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("groups", Json, nullable=False),
        sa.PrimaryKeyConstraint("execution", "digest", name="pk_reached"),
    )
    frozen = sa.table("host_runs", sa.column("execution", sa.Uuid()), sa.column("host", Json))
    query = sa.select(frozen.c.execution, frozen.c.host).order_by(frozen.c.execution)
    rows = op.get_bind().execute(query, execution_options={"yield_per": 500})
    for execution, of_it in groupby(rows, key=lambda row: row.execution):
        distinct = {tuple(sorted(row.host["groups"])) for row in of_it if row.host}
        op.bulk_insert(
            made,
            [
                {
                    "execution": execution,
                    "digest": sha256(json.dumps(groups).encode()).hexdigest(),
                    "account_id": ACCOUNT,
                    "groups": list(groups),
                }
                for groups in sorted(distinct)
            ],
        )
