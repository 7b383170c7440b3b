"""What is wrong with this installation itself, as long as it is."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import Instant

troubles = sa.Table(
    "troubles",
    metadata,
    sa.Column("kind", sa.String(32), primary_key=True),
    #: The schedule, executor node or execution that it is about; `about` says which.
    sa.Column("subject", sa.Uuid, primary_key=True),
    account(),
    required("about", sa.String(16)),
    required("name", sa.String(128)),
    required("words", sa.Text),
    required("since", Instant),
)
