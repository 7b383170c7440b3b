"""Metrics: what Prometheus is told, computed from rows whenever it asks, so that all processes agree."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from noc_presentation import __version__
from noc_presentation.store.database import Database
from noc_presentation.store.figures import figures
from noc_presentation.store.notifications import STATUSES

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[tuple[str, ...], float]


def metrics(database: Database, now: datetime) -> bytes:
    """Everything in Prometheus' text format; no label names a host, a person or a procedure."""
    registry = CollectorRegistry()
    registry.register(Rows(database, now))
    return generate_latest(registry)


class Rows(Collector):
    """Gauges over what the rows say at one moment."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._database, self._now = database, now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Called by the registry at every scrape."""
        with self._database.reading() as session:
            counted = figures(session, self._now)
        yield _gauge("build_info", "Version of this process; always 1", ("version",), [((__version__,), 1)])
        yield _gauge(
            "notifications",
            "Notifications that are kept here, by status",
            ("status",),
            [((status,), counted.notifications.get(status, 0)) for status in STATUSES],
        )
        yield _gauge(
            "notification_queued_oldest_age_seconds",
            "Time since the oldest notification that is not delivered was taken in; 0 when there is none",
            (),
            [((), self._age(counted.oldest_queued))],
        )
        yield _gauge(
            "notification_due_oldest_age_seconds",
            "Time since a notification should have been tried; it grows while nothing delivers",
            (),
            [((), self._age(counted.longest_due))],
        )
        yield _gauge("api_tokens", "API tokens that let somebody in", (), [((), counted.living_tokens)])
        yield _gauge("inventory_hosts", "Hosts in the inventory", (), [((), counted.hosts)])
        yield _gauge("procedures", "Procedures", (), [((), counted.procedures)])

    def _age(self, since: datetime | None) -> float:
        return 0.0 if since is None else max(0.0, (self._now - since).total_seconds())


def _gauge(name: str, words: str, labels: tuple[str, ...], samples: Iterable[Sample]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"noc_presentation_{name}", words, labels=labels)
    for values, number in samples:
        family.add_metric(values, number)
    return family
