"""Metrics: what Prometheus is told, computed from the journal whenever it asks."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from noc_executor_node import __version__
from noc_executor_node.instants import now
from noc_executor_node.journal import Journal
from noc_executor_node.journal.figures import figures
from noc_executor_node.journal.standing import Boot
from noc_executor_node.processes import is_alive
from noc_executor_node.settings import Settings

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[tuple[str, ...], float]


def metrics(settings: Settings, journal: Journal) -> bytes:
    """Everything in Prometheus' text format; no label names a host or an attempt."""
    registry = CollectorRegistry()
    registry.register(Entries(settings, journal))
    return generate_latest(registry)


class Entries(Collector):
    """Gauges over what the journal says now."""

    def __init__(self, settings: Settings, journal: Journal) -> None:
        self._settings, self._journal = settings, journal

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Called by the registry at every scrape."""
        counted, at = figures(self._journal.database), now()
        yield _gauge("build_info", "Version of this process; always 1", ("version",), [((__version__,), 1)])
        yield _gauge("slots", "Attempts that can run at the same time", (), [((), self._settings.slots)])
        yield _gauge("queue_limit", "Attempts that may wait here", (), [((), self._settings.queue_limit)])
        yield _gauge(
            "attempts_open",
            "Attempts that are not over, by state",
            ("state",),
            [((state.value,), number) for state, number in counted.attempts.items()],
        )
        yield _gauge(
            "attempt_queued_oldest_age_seconds",
            "Time since the attempt that waits longest was accepted; 0 when none waits",
            (),
            [((), _age(at, counted.oldest_queued))],
        )
        yield _gauge(
            "reports_unsent",
            "Reports that no scheduler has acknowledged",
            (),
            [((), counted.unsent_reports)],
        )
        yield _gauge(
            "reports_unsent_oldest_age_seconds",
            "Age of the oldest report that no scheduler has acknowledged; 0 when there is none",
            (),
            [((), _age(at, counted.oldest_unsent))],
        )
        yield from _executors(self._journal.standing.boot())


def _executors(boot: Boot | None) -> Iterator[GaugeMetricFamily]:
    alive = boot is not None and is_alive(boot.parent)
    taking = alive and boot is not None and not boot.stopping
    yield _gauge("executors_alive", "1 while the executors' process lives", (), [((), alive)])
    yield _gauge("executors_taking", "1 while the executors begin new attempts", (), [((), taking)])
    if boot is not None:
        yield _gauge(
            "boot_info", "The present start of the executors; always 1", ("boot",), [((boot.id,), 1)]
        )
        seconds = (UUID(boot.id).int >> 80) / 1000  # a UUIDv7 begins with its time
        yield _gauge("boot_timestamp_seconds", "When the executors were started", (), [((), seconds)])


def _gauge(name: str, words: str, labels: tuple[str, ...], samples: Iterable[Sample]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"noc_executor_node_{name}", words, labels=labels)
    for values, number in samples:
        family.add_metric(values, float(number))
    return family


def _age(at: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (at - since).total_seconds())
