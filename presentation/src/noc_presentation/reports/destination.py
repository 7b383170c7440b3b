"""Destinations: who wants to be told what, and when; decided from rules, nothing is done here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from typing import Any
from zoneinfo import ZoneInfo

from noc_presentation.reports.report import SEVERITIES, Occasion, Report, Severity

USUAL = (Occasion.FIRST_FAILURE, Occasion.RECOVERY, Occasion.QUESTION)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day to another in a time zone, over midnight where the second comes before the first."""

    begin: time
    end: time
    time_zone: ZoneInfo

    def over_at(self, now: datetime) -> datetime:
        """When one may speak: `now`, or the end of the quiet hours that `now` lies in."""
        local = now.astimezone(self.time_zone)
        clock = local.time()
        after_midnight = self.begin > self.end
        quiet = clock >= self.begin or clock < self.end if after_midnight else self.begin <= clock < self.end
        if not quiet:
            return now
        day = local.date() + timedelta(days=1 if after_midnight and clock >= self.begin else 0)
        return datetime.combine(day, self.end, self.time_zone).astimezone(now.tzinfo)


@dataclass(frozen=True, slots=True)
class Destination:
    """A channel and what goes there. Patterns as in file names; none are all. `nodes` are steps that failed."""

    name: str
    channel: str
    language: str = "en"
    occasions: frozenset[Occasion] = frozenset(USUAL)
    procedures: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    severity: Severity = Severity.INFO
    quiet: QuietHours | None = None
    digest: timedelta = field(default_factory=timedelta)

    def wants(self, report: Report) -> bool:
        """Whether this report goes there."""
        return (
            bool(self.occasions & report.occasions)
            and SEVERITIES.index(report.severity) >= SEVERITIES.index(self.severity)
            and self.is_about(report.procedure, report.schedule)
            and _matches(self.nodes, [one.step for one in report.failures if one.step])
        )

    def asks(self, procedure: str, schedule: str | None) -> bool:
        """Whether questions of such executions go there."""
        return Occasion.QUESTION in self.occasions and self.is_about(procedure, schedule)

    def is_about(self, procedure: str, schedule: str | None) -> bool:
        """Whether the procedure and the schedule are those it is for."""
        return _matches(self.procedures, [procedure]) and _matches(
            self.schedules, [] if schedule is None else [schedule]
        )

    def due_at(self, severity: Severity, now: datetime, gathering_until: datetime | None) -> datetime:
        """When a report of now is sent: at once, with those that are gathered already, or when it is quiet no more.

        Quiet hours hold back nothing that is critical.
        """
        due = gathering_until or now + self.digest
        if self.quiet is None or severity is Severity.CRITICAL:
            return due
        return self.quiet.over_at(due)


def read(name: str, channel: str, rules: Mapping[str, Any]) -> Destination:
    """The destination that was kept with these rules."""
    quiet = rules.get("quiet")
    return Destination(
        name=name,
        channel=channel,
        language=rules["language"],
        occasions=frozenset(Occasion(one) for one in rules["tell"]),
        procedures=tuple(rules["procedures"]),
        schedules=tuple(rules["schedules"]),
        nodes=tuple(rules["nodes"]),
        severity=Severity(rules["severity"]),
        quiet=None
        if quiet is None
        else QuietHours(
            time.fromisoformat(quiet["from"]),
            time.fromisoformat(quiet["to"]),
            ZoneInfo(quiet["time_zone"]),
        ),
        digest=timedelta(seconds=rules["digest_seconds"]),
    )


def _matches(patterns: tuple[str, ...], texts: list[str]) -> bool:
    return not patterns or any(fnmatchcase(text, pattern) for text in texts for pattern in patterns)
