"""The table of identities that a provider vouches for."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0042"


def upgrade() -> None:
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(512), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.JSON, nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_identities_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint(
            "account_id", "issuer", "subject", name=op.f("uq_identities_account_id_issuer_subject")
        ),
    )
    op.create_index(op.f("ix_identities_user_id"), "identities", ["user_id"])
