"""Who may speak to us and what they have said once: executor nodes, peers, nonces, idempotency keys."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import Instant, Json

executor_nodes = sa.Table(
    "executor_nodes",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    account(),
    required("name", sa.String(128)),
    required("status", sa.String(16)),
    required("public_key", sa.String(64)),
    required("fingerprint", sa.String(64)),
    required("url", sa.String(512)),
    required("labels", Json),
    sa.Column("version", sa.String(64)),
    required("slots", sa.Integer),
    #: What an administrator lets it have at most, whatever it offers; None: all its slots.
    sa.Column("max_parallel", sa.Integer),
    #: Which groups' hosts it may serve, and as one with which labels; None: any.
    sa.Column("serves", Json),
    required("running", sa.Integer, default=0),
    required("queued", sa.Integer, default=0),
    sa.Column("boot", sa.String(64)),
    sa.Column("booted_at", Instant),
    sa.Column("old_boots", Json),
    sa.Column("draining", Json),
    sa.Column("clock_offset_ms", sa.Integer),
    #: The hash of its module catalogue, once it has announced one.
    sa.Column("modules", sa.String(64)),
    required("enrolled_at", Instant),
    sa.Column("last_heartbeat_at", Instant),
    sa.Column("problem", sa.Text),
    sa.Column("problem_until", Instant),
    required("last_seq", sa.Integer, default=0),
    #: The X25519 key that secrets for it are sealed to, and its signature over that.
    sa.Column("sealing_key", sa.String(64)),
    sa.Column("sealing_proof", sa.String(128)),
    sa.Column("health", Json),
    sa.UniqueConstraint("account_id", "name"),
    sa.UniqueConstraint("account_id", "fingerprint"),
)

#: What Ansible modules take, as executor nodes tell of theirs: a JSON text by its SHA-256.
module_catalogues = sa.Table(
    "module_catalogues",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    account(),
    required("document", sa.Text),
    required("received_at", Instant),
)

peers = sa.Table(
    "peers",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    account(),
    required("url", sa.String(512)),
    required("public_key", sa.String(64)),
    required("paired_at", Instant),
)

nonces = sa.Table(
    "nonces",
    metadata,
    sa.Column("key_id", sa.String(128), primary_key=True),
    sa.Column("nonce", sa.String(128), primary_key=True),
    required("forget_after", Instant),
    sa.Index(None, "forget_after"),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("account_id", sa.Uuid, primary_key=True),
    sa.Column("route", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(128), primary_key=True),
    required("digest", sa.String(64)),
    required("created", sa.Uuid),
    required("created_at", Instant),
    sa.Index(None, "created_at"),
)

#: Since when some API could hear executor nodes without a break (no lease runs out while nobody listens), and since
#: when some worker has worked without one.
listeners = sa.Table(
    "listeners",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    required("since", Instant),
    required("last", Instant),
)
