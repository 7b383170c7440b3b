"""Hosts and groups in the order in which lists show them"""

from alembic import op

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    for table in ("inventory_hosts", "inventory_groups"):
        op.create_index(op.f(f"ix_{table}_account_id_name"), table, ["account_id", "name"])
