"""Sending reports: at once when nothing is on its way, gathered only while a request is in flight, for ever."""

import os
import select
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from tenacity import (
    RetryCallState,
    RetryError,
    Retrying,
    retry_if_exception_type,
    stop_when_event_set,
    wait_random_exponential,
)
from tenacity.nap import sleep_using_event

from noc_executor_node.agent.streams import Share, Streams
from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.errors import SchedulerRefused, SchedulerSilent
from noc_executor_node.executors.cleaning import capped_text
from noc_executor_node.folder_watch import forget_what_it_saw
from noc_executor_node.journal import Journal
from noc_executor_node.journal.reports import Report

MOST_REPORTS = 400
MOST_BYTES = 4 * 2**20
#: The kernel tells of writing a moment before it can be read: whoever is told looks again soon, and then after LOOK_S.
SOON_S, LOOK_S = 0.001, 0.02
CUT_TO = 16_384
NEWS_S = 1.0
#: The scheduler can't take it now, but may later.
NOT_NOW = ("report.not_applied", "report.seq_gap")
#: The scheduler will never take this very batch, however often it is sent.
HOPELESS = (400, 409, 413, 415, 422)
#: It listens to a later start of this executor node; what this one knows stays in the journal.
OLD_BOOT = "executor_node.old_boot"
log = structlog.get_logger()


class Sender:
    """Carries reports from the journal to the scheduler; nothing is forgotten before it is acknowledged.

    One of several has a `place` among the `streams` and tells of its share of the attempts.
    """

    def __init__(
        self,
        journal: Journal,
        client_as: Callable[[str], SchedulerClient],
        stopping: threading.Event,
        longest_pause: timedelta,
        streams: Streams,
        place: int,
    ) -> None:
        self._journal, self._client_as, self._stopping = journal, client_as, stopping
        self._longest_pause = longest_pause.total_seconds()
        self._streams, self._place = streams, place
        self._own_id: str | None = None
        self._client: SchedulerClient | None = None

    def run(self) -> None:
        """Send what there is and what comes, until asked to stop."""
        while not self._stopping.is_set():
            try:
                self._send_until_asked_to_stop()
            except Exception:  # a sender that ends would keep every result from the scheduler
                log.exception("reports.broke")
                self._stopping.wait(self._longest_pause)

    def _send_until_asked_to_stop(self) -> None:
        patience = Retrying(
            retry=retry_if_exception_type((SchedulerSilent, SchedulerRefused)),
            wait=wait_random_exponential(multiplier=0.2, max=self._longest_pause),
            stop=stop_when_event_set(self._stopping),
            sleep=sleep_using_event(self._stopping),
            before_sleep=_say,
        )
        written = self._journal.database.watch()
        try:
            while not self._stopping.is_set():
                share = self._streams.share(self._place, NEWS_S)
                if share is None:
                    continue
                seen = self._journal.database.changes()
                if not patience(self.send_some, share):
                    self._wait_for_news(seen, written)
        except RetryError:
            return
        finally:
            if written is not None:
                os.close(written)

    def send_some(self, share: Share) -> int:
        """Send the oldest reports of its share in one request; answers how many there were."""
        batch = self._journal.reports.to_send(MOST_REPORTS, MOST_BYTES, share.place, share.of)
        boot = self._journal.standing.boot()
        client = self._connected()
        if not batch or boot is None or client is None:
            return 0
        self._journal.database.settle()  # nothing is told that a power cut could make us forget
        self._send(client, boot.id, batch)
        return len(batch)

    def _connected(self) -> SchedulerClient | None:
        own_id = self._journal.standing.own_id()
        if own_id != self._own_id:
            if self._client is not None:
                self._client.close()
            self._own_id, self._client = own_id, self._client_as(own_id) if own_id else None
        return self._client

    def _send(self, client: SchedulerClient, boot: str, batch: list[Report]) -> None:
        try:
            judged = client.report(boot, [report.document for report in batch])
        except SchedulerRefused as error:
            if error.status not in HOPELESS or error.code == OLD_BOOT:
                raise
            if len(batch) > 1:
                for report in batch:  # one that is wrong strands no other
                    self._send(client, boot, [report])
            else:
                self._give_way(batch[0], error)
            return
        items = judged.items
        if len(items) != len(batch):
            raise SchedulerSilent(f"{len(items)} answers to {len(batch)} reports")
        for report, item in zip(batch, items, strict=True):
            _check(report, item)
        # One transaction for all of them: each by itself would be waited for until it is on the disk.
        answers = [(report, _answer(report, item)) for report, item in zip(batch, items, strict=True)]
        self._journal.reports.acknowledge(
            (report, answer) for report, answer in answers if answer is not None
        )
        for report in (report for report, answer in answers if answer is None):
            self._journal.reports.put_off(report)
        if self._streams.came_to(self._place, judged.process, time.monotonic()):
            client.connect_anew()

    def _give_way(self, report: Report, error: SchedulerRefused) -> None:
        """Say it shorter when it was too long; else give it up, loudly, so that the others get through."""
        shorter = _shortened(report.document)
        if error.status == 413 and shorter != report.document:
            log.warning("report.shortened", attempt=report.attempt, seq=report.seq, bytes=report.size)
            self._journal.reports.replace(report, shorter)
            return
        log.error("report.given_up", attempt=report.attempt, seq=report.seq, code=error.code)
        self._journal.reports.acknowledge([(report, error.code)])

    def _wait_for_news(self, seen: int, written: int | None) -> None:
        patience = time.monotonic() + NEWS_S
        pause = LOOK_S
        while self._journal.database.changes() == seen and time.monotonic() < patience:
            if written is None:
                time.sleep(LOOK_S)
            elif select.select([written], [], [], pause)[0]:
                forget_what_it_saw(written)
                pause = SOON_S
            else:
                pause = LOOK_S
            if self._stopping.is_set():
                return


def _check(report: Report, item: dict[str, Any]) -> None:
    if (item.get("id"), item.get("seq")) != (report.attempt, report.seq):
        raise SchedulerSilent(f"no answer to report {report.seq} of attempt {report.attempt}")


def _answer(report: Report, item: dict[str, Any]) -> str | None:
    """What the scheduler said to a report; None when it wants to be told again."""
    status, code = str(item.get("status")), item.get("code")
    if status == "refused":
        log.error("report.refused", attempt=report.attempt, seq=report.seq, code=code)
        if code in NOT_NOW:
            return None
    return str(code or status)


def _shortened(document: dict[str, Any]) -> dict[str, Any]:
    outputs = {
        name: capped_text(document.get(name) or "", CUT_TO)[0] for name in ("stdout", "stderr", "message")
    }
    shorter = {**document, **outputs, "facts": {}, "result": {}, "truncated": True}
    return shorter if document.get("state") == "finished" else document


def _say(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.warning("reports.kept", reason=str(error), tries=state.attempt_number)
