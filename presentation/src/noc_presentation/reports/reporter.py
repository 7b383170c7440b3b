"""The reporter: follows the scheduler's feed, looks into what ended, and puts what is due into the outbox."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.errors import RefusedElsewhere
from noc_presentation.instants import Clock
from noc_presentation.notifications.queueing import Subject, Words, queued
from noc_presentation.reports import destination as destinations
from noc_presentation.reports import report as reports
from noc_presentation.reports.composing import compose
from noc_presentation.reports.destination import Destination
from noc_presentation.reports.feed import read_feed
from noc_presentation.reports.report import Failure, Report
from noc_presentation.store import reports as store
from noc_presentation.store.database import Database
from noc_presentation.store.notifications import Notification
from noc_presentation.store.reports import DestinationRow, EndedExecution, ReportRow, Standing

READER = "reports"
FINISHED = "execution.finished"
AGAIN = timedelta(seconds=10)
log = structlog.get_logger()


class Reporter:
    """Reports each execution that ends from the first round on, but for dry runs; several may run beside each other."""

    def __init__(self, database: Database, scheduler: Scheduler, clock: Clock, address: str | None) -> None:
        self._database = database
        self._scheduler = scheduler
        self._clock = clock
        self._address = address

    def round(self) -> bool:
        """Do everything that can be done now; whether there was anything."""
        busy = self._read_feed()
        while self._look_into_next():
            busy = True
        while self._send_due():
            busy = True
        return busy

    def _read_feed(self) -> bool:
        return read_feed(self._database, self._scheduler, READER, FINISHED, self._take_in)

    def _take_in(self, session: Session, events: list[Document]) -> None:
        for event in events:
            if not event["data"].get("called") and not event["data"].get("check_mode"):
                row = EndedExecution(id=event["id"], execution=event["execution"])
                row.next_try_at = self._clock()
                session.add(row)

    def _look_into_next(self) -> bool:
        with self._database.writing() as session:
            row = store.ended(session, self._clock())
            if row is None:
                return False
            row.next_try_at = self._clock() + AGAIN
        try:
            execution = self._scheduler.execution(row.execution)
            failures = self._scheduler.execution_part(row.execution, "failures", {})["items"]
        except RefusedElsewhere as error:
            log.warning("report.nothing_to_tell", execution=row.execution, error=str(error))
            execution, failures = None, []
        with self._database.writing() as session:
            found = session.get(EndedExecution, row.id, with_for_update=True)
            if found is not None:
                session.delete(found)
                if execution is not None:
                    self._keep(session, execution, failures)
        return True

    def _keep(self, session: Session, execution: Document, failures: list[Document]) -> None:
        report = _report(execution, failures, _note_standing(session, execution, self._clock()))
        now = self._clock()
        for row in store.destinations(session):
            destination = _read(row)
            if destination.wants(report):
                gathering = store.gathering_until(session, row.id, now) if destination.digest else None
                due = destination.due_at(report.severity, now, gathering)
                kept = ReportRow(destination_id=row.id, facts=asdict(report), due_at=due, gathered=due > now)
                session.add(kept)

    def _send_due(self) -> bool:
        with self._database.writing() as session:
            due = store.due(session, self._clock())
            if not due:
                return False
            row = session.get_one(DestinationRow, due[0].destination_id)
            gathered = [one for one in due if one.gathered]
            alone = [[one] for one in due if not one.gathered]
            for batch in [gathered, *alone] if gathered else alone:
                notification = self._notification(row, [reports.read(one.facts) for one in batch])
                session.add(notification)
                for one in batch:
                    one.notification_id = notification.id
        return True

    def _notification(self, row: DestinationRow, told: list[Report]) -> Notification:
        composed = compose(told, row.rules["language"], self._address)
        about = Subject(told[0].procedure, told[0].execution, told[0].number)
        words = Words(composed.subject, composed.text, composed.html)
        return queued(about, words, row.channel, self._clock(), row.name)


def _read(row: DestinationRow) -> Destination:
    return destinations.read(row.name, row.channel, row.rules)


def _note_standing(session: Session, execution: Document, now: datetime) -> bool | None:
    """Remember how this one ended; whether the one before it failed, None where there was none."""
    about = [execution["procedure"]["name"], execution.get("schedule") or execution["target"]]
    key = hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
    failed = execution["status"] != "succeeded"
    known = store.standing(session, key)
    if known is None:
        session.add(Standing(key=key, failed=failed, at=now))
        return None
    before, known.failed, known.at = known.failed, failed, now
    return before


def _report(execution: Mapping[str, Any], failures: list[Document], before: bool | None) -> Report:
    return Report(
        execution=execution["id"],
        number=execution["number"],
        procedure=execution["procedure"]["name"],
        schedule=execution.get("schedule"),
        status=execution["status"],
        counts=execution["counts"],
        changed=execution.get("changed", 0),
        seconds=_seconds(execution),
        reason=execution.get("reason"),
        failures=tuple(
            Failure(one["word"], one["step"], one["hosts"], tuple(one["names"]), one["line"])
            for one in failures
        ),
        before=before,
    )


def _seconds(execution: Mapping[str, Any]) -> float | None:
    begun, ended = execution.get("started_at"), execution.get("finished_at")
    if not begun or not ended:
        return None
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds()
