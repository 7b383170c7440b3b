"""Executions, the walks of their hosts, and what a walk consists of: tokens, step values, visits."""

import sqlalchemy as sa

from noc_scheduler.store.tables.base import account, metadata, required
from noc_scheduler.store.types import LONG_AGO, BigNumber, Instant, Json

executions = sa.Table(
    "executions",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    account(),
    required("number", sa.Integer),
    required("status", sa.String(16)),
    required("procedure", sa.String(128)),
    required("procedure_version", sa.Integer),
    required("digest", sa.String(80)),
    required("canonical", Json),
    required("target", Json),
    required("params", Json),
    required("actor", Json),
    #: The person behind an actor that is none: who made the schedule.
    sa.Column("on_behalf_of", Json),
    sa.Column("reason", sa.Text),
    sa.Column("schedule", sa.Uuid),
    sa.Column("start_at", Instant),
    required("fire_at", Instant),
    #: How urgent, from 0 to 5, and the instant that this and its age amount to: the smaller, the earlier.
    required("priority", sa.Integer, default=2, server_default="2"),
    required("order_at", Instant, server_default=LONG_AGO),
    #: Before it fires: whether it goes after those its schedule has started before; why it need not wait for a
    #: window; and since when it has its turn.
    required("in_sequence", sa.Boolean, default=False, server_default=sa.false()),
    sa.Column("now_anyway", sa.Text),
    sa.Column("turn_at", Instant),
    #: Whether its steps only say what they would change, and line by line.
    required("check_mode", sa.Boolean, default=False, server_default=sa.false()),
    required("diff", sa.Boolean, default=False, server_default=sa.false()),
    required("created_at", Instant),
    sa.Column("started_at", Instant),
    sa.Column("finished_at", Instant),
    sa.Column("cancel", Json),
    #: Who may walk when: `admitted` is the highest ordinal that has been let go, None for all.
    sa.Column("policy", Json),
    sa.Column("admitted", sa.Integer),
    required("locks_hosts", sa.Boolean, default=False, server_default=sa.false()),
    sa.Column("wave", sa.Integer),
    sa.Column("hold", Json),
    sa.Column("forgiven", Json),
    sa.Column("abandoned", Json),
    #: What people want of all its hosts (`Pace`), and who paused it, when and why.
    sa.Column("pace", sa.String(16)),
    sa.Column("pause", Json),
    #: Procedures it may call; and, when it was called itself, by which visit and how deep.
    sa.Column("bundle", sa.String(80)),
    required("depth", sa.Integer, default=0, server_default="0"),
    sa.Column("caller", sa.Uuid),
    sa.Column("caller_visit", sa.Integer),
    #: Since when it is being put away; nothing about it is stored any more.
    sa.Column("sealed_at", Instant),
    #: Since when its visits' long outputs are cut.
    sa.Column("outputs_cut_at", Instant),
    required("last_seq", sa.Integer, default=0),
    required("version", sa.Integer, default=0),
    sa.UniqueConstraint("account_id", "number"),
    sa.Index(None, "status", "fire_at"),
    sa.Index(None, "procedure", "status"),
    sa.Index(None, "schedule", "status"),
    sa.Index(None, "finished_at"),
    sa.Index(None, "caller", "caller_visit"),
)

host_runs = sa.Table(
    "host_runs",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    account(),
    required("execution", sa.Uuid),
    required("ordinal", sa.Integer),
    required("name", sa.String(255)),
    required("host", Json),
    required("status", sa.String(16)),
    required("order_at", Instant, server_default=LONG_AGO),
    sa.Column("outcome_word", sa.String(64)),
    sa.Column("outcome_node", sa.String(64)),
    sa.Column("reason", Json),
    required("changed", sa.Boolean, default=False),
    required("state", Json),
    #: Whether it stands still (`Pace`), and the wish of a person that it be resumed.
    sa.Column("pace", sa.String(16)),
    sa.Column("resume", Json),
    sa.Column("started_at", Instant),
    sa.Column("finished_at", Instant),
    required("last_seq", sa.Integer, default=0),
    required("version", sa.Integer, default=0),
    sa.UniqueConstraint("account_id", "execution", "name"),
    sa.Index(None, "execution", "status"),
    sa.Index(None, "status", "id"),
    sa.Index(None, "status", "order_at", "id"),
    sa.Index(None, "name", "status"),
)
_TO_RESUME = host_runs.c.resume.is_not(None)
sa.Index("ix_host_runs_to_resume", host_runs.c.id, sqlite_where=_TO_RESUME, postgresql_where=_TO_RESUME)

#: In which groups hosts of an execution were when they were frozen; those of equal ones once, by their digest.
reached = sa.Table(
    "reached",
    metadata,
    sa.Column("execution", sa.Uuid, primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    account(),
    required("groups", Json),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("host_run", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    account(),
    required("position", sa.Integer),
    required("node", sa.String(64)),
    sa.Column("visit", sa.Integer),
    required("frames", Json),
    required("forks", Json),
    sa.Column("mark", Json),
)

steps = sa.Table(
    "steps",
    metadata,
    sa.Column("host_run", sa.Uuid, primary_key=True),
    sa.Column("node", sa.String(64), primary_key=True),
    account(),
    required("value", Json),
)

visits = sa.Table(
    "visits",
    metadata,
    sa.Column("host_run", sa.Uuid, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    required("id", sa.Uuid, unique=True),
    account(),
    required("execution", sa.Uuid),
    required("node", sa.String(64)),
    required("kind", sa.String(32)),
    required("status", sa.String(16)),
    sa.Column("outcome", sa.String(64)),
    required("attempts", sa.Integer, default=0),
    sa.Column("executor_node", sa.String(128)),
    sa.Column("rc", BigNumber),
    required("stdout", sa.Text, default=""),
    required("stderr", sa.Text, default=""),
    required("changed", sa.Boolean, default=False),
    required("message", sa.Text, default=""),
    #: What `message` says as a code, and as a sentence with its values: seldom, since modules say most of it.
    sa.Column("code", sa.String(64)),
    sa.Column("message_said", Json),
    sa.Column("why", Json),
    required("started_at", Instant),
    sa.Column("finished_at", Instant),
    sa.Index(None, "execution", "node"),
)

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("account_id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.String(32), primary_key=True),
    required("value", sa.Integer),
)
