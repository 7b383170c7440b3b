"""Every table of the scheduler, by idea; importing this package makes `metadata` complete."""

from noc_scheduler.store.tables.archives import archives, chores
from noc_scheduler.store.tables.attempts import attempts, inbox, waits
from noc_scheduler.store.tables.base import metadata
from noc_scheduler.store.tables.calls import bundles
from noc_scheduler.store.tables.crossings import crossing_points, crossings
from noc_scheduler.store.tables.events import arrows, events
from noc_scheduler.store.tables.executions import (
    counters,
    executions,
    host_runs,
    reached,
    steps,
    tokens,
    visits,
)
from noc_scheduler.store.tables.locks import host_locks, turns
from noc_scheduler.store.tables.outbox import outbox
from noc_scheduler.store.tables.peers import (
    executor_nodes,
    idempotency_keys,
    listeners,
    module_catalogues,
    nonces,
    peers,
)
from noc_scheduler.store.tables.questions import answers, questions
from noc_scheduler.store.tables.queues import departures, queue_messages, wakes
from noc_scheduler.store.tables.schedules import fires, schedules
from noc_scheduler.store.tables.triggers import deliveries, intakes, signals, storms, work_items
from noc_scheduler.store.tables.troubles import troubles

__all__ = [
    "answers",
    "archives",
    "arrows",
    "attempts",
    "bundles",
    "chores",
    "counters",
    "crossing_points",
    "crossings",
    "deliveries",
    "departures",
    "events",
    "executions",
    "executor_nodes",
    "fires",
    "host_locks",
    "host_runs",
    "idempotency_keys",
    "inbox",
    "intakes",
    "listeners",
    "metadata",
    "module_catalogues",
    "nonces",
    "outbox",
    "peers",
    "questions",
    "queue_messages",
    "reached",
    "schedules",
    "signals",
    "steps",
    "storms",
    "tokens",
    "troubles",
    "turns",
    "visits",
    "waits",
    "wakes",
    "work_items",
]
