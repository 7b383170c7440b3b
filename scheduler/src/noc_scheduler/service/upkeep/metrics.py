"""Metrics: what Prometheus is told, computed from rows whenever it asks, so that all processes agree."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from noc_scheduler import __version__
from noc_scheduler.flowchart.vocabulary import ACTIVE, SEVERITY, Status
from noc_scheduler.nodes.assignment import Candidate, reachable
from noc_scheduler.service.attempts.dispatch import candidates
from noc_scheduler.service.means import Means
from noc_scheduler.store import peers
from noc_scheduler.store.attempts import OPEN
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.executor_nodes import Authorisation
from noc_scheduler.store.figures import Figures, figures
from noc_scheduler.store.outbox import Letter
from noc_scheduler.store.waits import WaitAct

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: What should have been done this long ago, and was not, is overdue.
PATIENCE = timedelta(seconds=10)
Sample = tuple[tuple[str, ...], float]


def metrics(means: Means) -> bytes:
    """Everything in Prometheus' text format. Labels are closed words and names of executor nodes, never hosts."""
    registry = CollectorRegistry()
    registry.register(Rows(means))
    return generate_latest(registry)


class Rows(Collector):
    """Gauges over what the rows say now. What there is none of is told as 0, so that alerts can be written."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Called by the registry at every scrape."""
        with self._means.database.reading() as connection:
            now = database_now(connection)
            counted = figures(connection, now - PATIENCE)
            known, _ = candidates(connection, now)
            yield from _processes(connection, now)
        yield from _work(counted, known, now)
        yield from _executor_nodes(known, now, self._means.settings.heartbeat_timeout)


def _processes(connection: sa.Connection, now: datetime) -> Iterator[GaugeMetricFamily]:
    yield gauge("build_info", "Version of this process; always 1", ("version",), [((__version__,), 1)])
    heard = {name: peers.heard(connection, name) for name in (peers.API, peers.WORKER)}
    ages = [((name,), _age(now, row.last)) for name, row in heard.items() if row is not None]
    yield gauge(
        "process_heard_age_seconds", "Time since such a process was last heard of", ("process",), ages
    )


def _work(counted: Figures, known: list[Candidate], now: datetime) -> Iterator[GaugeMetricFamily]:
    statuses = [str(status) for status in (*sorted(ACTIVE), *SEVERITY)]
    yield gauge(
        "executions",
        "Executions that are kept here, by status",
        ("status",),
        [((status,), counted.executions.get(status, 0)) for status in statuses],
    )
    yield gauge(
        "host_runs_active",
        "HostRuns that are not over, by status",
        ("status",),
        [((str(status),), counted.active_host_runs.get(status, 0)) for status in sorted(ACTIVE)],
    )
    takers = [(None, ""), *((one.id, one.name) for one in known)]
    yield gauge(
        "attempts_open",
        "Attempts that are not over, by status and executor node (empty: none has it yet)",
        ("status", "executor_node"),
        [
            ((str(status), name), counted.open_attempts.get((status, identity), 0))
            for status in OPEN
            for identity, name in takers
            if identity is not None or status == Status.QUEUED
        ],
    )
    queued = counted.oldest_queued_attempt
    yield gauge(
        "attempt_queued_oldest_age_seconds",
        "Time since the oldest attempt that has not begun was queued; 0 when there is none",
        (),
        [((), _age(now, queued))],
    )
    yield from _outbox(counted, now)
    yield gauge(
        "waits",
        "What stands still, by the act that ends it",
        ("act",),
        [((act.value,), counted.waits.get(act, (0, 0))[0]) for act in WaitAct],
    )
    yield gauge(
        "waits_overdue",
        "Waits whose deadline is past though nobody has ended them",
        ("act",),
        [((act.value,), counted.waits.get(act, (0, 0))[1]) for act in WaitAct],
    )
    yield gauge(
        "schedules_overdue",
        "Schedules whose instant is past though nobody has fired it",
        (),
        [((), counted.overdue_schedules)],
    )
    yield gauge(
        "archives_unfinished",
        "Executions that are sealed and not put away yet; it stays up when files can't be written",
        (),
        [((), counted.unfinished_archives)],
    )
    number, oldest = counted.waiting_items
    yield gauge("work_items_waiting", "Items of messages that nothing has come of yet", (), [((), number)])
    yield gauge(
        "work_item_oldest_age_seconds",
        "Time since the oldest waiting item came; 0 when there is none",
        (),
        [((), _age(now, oldest))],
    )
    yield gauge(
        "messages",
        "Messages that schedules kept here were sent: accepted, doubled (had come before), refused",
        ("verdict",),
        [((verdict,), number) for verdict, number in counted.messages.items()],
    )
    yield gauge("questions_open", "Questions that wait for people", (), [((), counted.open_questions)])


def _outbox(counted: Figures, now: datetime) -> Iterator[GaugeMetricFamily]:
    kinds = [(kind.value, counted.letters.get(kind)) for kind in Letter]
    yield gauge(
        "outbox_messages",
        "Messages that have not been taken, by kind",
        ("kind",),
        [((kind,), 0 if found is None else found[0]) for kind, found in kinds],
    )
    yield gauge(
        "outbox_oldest_age_seconds",
        "Age of the oldest message that has not been taken; 0 when there is none",
        ("kind",),
        [((kind,), _age(now, None if found is None else found[1])) for kind, found in kinds],
    )


def _executor_nodes(
    known: list[Candidate], now: datetime, patience: timedelta
) -> Iterator[GaugeMetricFamily]:
    counts = {(status.value, word): 0 for status in Authorisation for word in ("false", "true")}
    for one in known:
        counts[one.status, str(reachable(one, now, patience)).lower()] += 1
    yield gauge(
        "executor_nodes",
        "Executor nodes by status and whether they can be told something",
        ("status", "reachable"),
        counts.items(),
    )
    told = [one for one in known if one.status == Authorisation.AUTHORISED]
    label = ("executor_node",)
    yield gauge(
        "executor_node_slots",
        "Attempts that an authorised executor node can run at the same time",
        label,
        [((one.name,), one.slots) for one in told],
    )
    yield gauge(
        "executor_node_outstanding_attempts",
        "Attempts that an authorised executor node holds",
        label,
        [((one.name,), one.outstanding) for one in told],
    )
    yield gauge(
        "executor_node_heard_age_seconds",
        "Time since an authorised executor node was last heard of",
        label,
        [((one.name,), _age(now, one.last_heard)) for one in told if one.last_heard is not None],
    )


def gauge(name: str, words: str, labels: tuple[str, ...], samples: Iterable[Sample]) -> GaugeMetricFamily:
    """One family with the layer's prefix."""
    family = GaugeMetricFamily(f"noc_scheduler_{name}", words, labels=labels)
    for values, number in samples:
        family.add_metric(values, number)
    return family


def _age(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
