"""Users get a second factor: the sealed secret, the step used last, and what is left of the recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("users", sa.Column("totp_secret", sa.String(256), nullable=True))
    op.add_column("users", sa.Column("totp_step", sa.BigInteger, nullable=True))
    op.add_column("users", sa.Column("recovery_codes", sa.JSON, nullable=True))
