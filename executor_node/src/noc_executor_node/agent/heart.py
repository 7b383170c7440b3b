"""The heartbeat: what is here goes out, what is wanted comes in; in a thread of its own, so that nothing delays it."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog

from noc_executor_node import __version__
from noc_executor_node.acceptance import accept
from noc_executor_node.agent.enrolment import enrol, shown_once
from noc_executor_node.agent.streams import Streams
from noc_executor_node.clients.patience import pause_after
from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.errors import SchedulerRefused, SchedulerSilent
from noc_executor_node.instants import instant_text, milliseconds, now, now_text, uptime
from noc_executor_node.journal import Journal
from noc_executor_node.journal.accepting import STOPPING
from noc_executor_node.journal.attempts import MOST_PRUNED
from noc_executor_node.journal.holdings import Held
from noc_executor_node.journal.standing import Speaking, Vouched
from noc_executor_node.machine import health
from noc_executor_node.processes import is_alive
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptState

#: The scheduler doesn't know us under our id (any more): enrol again.
STRANGER = ("executor_node.unknown", "executor_node.not_found", "signature.unknown_key", "not_found")
#: Why an attempt is refused of which something may have been done here: that is for its lease to decide.
BEGUN = ("attempt.already_started", "attempt.stale_lease")
#: So many attempts a scheduler listens to in one heartbeat.
MOST_SPOKEN_OF = 2_000
PRUNE_EVERY = timedelta(hours=1)
log = structlog.get_logger()


class Heart:
    """Enrols, then beats until asked to stop."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        doorbell: Doorbell,
        client_as: Callable[[str], SchedulerClient],
        described: dict[str, Any],
        fingerprint: str,
        stopping: threading.Event,
        streams: Streams,
    ) -> None:
        self._settings, self._journal, self._doorbell = settings, journal, doorbell
        self._client_as, self._fingerprint = client_as, fingerprint
        self._stopping, self._streams = stopping, streams
        self._described = described
        self._offset = timedelta(0)
        self._standing = ""
        self._left_waiting = 0
        self._introduced = False
        self._failures = 0
        self._speaks_to: str | None = None
        self._refused: list[dict[str, Any]] = []
        self._pruned_at: timedelta | None = None

    def run(self) -> None:
        """Keep this executor node known to the scheduler, and alive in its eyes."""
        while not self._stopping.is_set():
            own_id = self._journal.standing.own_id() or self._enrol()
            if own_id is None:
                return
            client = self._client_as(own_id)
            while not self._stopping.is_set() and self._is_known_after_beat(client, own_id):
                self._introduced = self._introduced or self._introduce()
                self._stopping.wait(pause_after(self._failures, self._settings.heartbeat).total_seconds())
            client.close()

    def _enrol(self) -> str | None:
        log.info("executor_node.enrolling", name=self._settings.name, fingerprint=self._fingerprint)
        client = self._client_as(self._fingerprint)
        own_id = enrol(client, self._described, self._stopping)
        client.close()
        if own_id is not None:
            self._journal.standing.enrolled(own_id)
            self._introduced = True
            self._forget_introduction()
        return own_id

    def _forget_introduction(self) -> None:
        """It was shown, and held or did not: it is good for nothing any more."""
        self._described.pop("introduction", None)
        self._settings.introduction_file.unlink(missing_ok=True)

    def _introduce(self) -> bool:
        """Say once after each start how we are now: URL, labels and slots may have been changed meanwhile."""
        client = self._client_as(self._fingerprint)
        try:
            shown_once(client, self._described)
            self._forget_introduction()
        except SchedulerSilent:
            return False
        except SchedulerRefused as error:
            log.error("executor_node.not_introduced", code=error.code, name=self._settings.name)
        finally:
            client.close()
        return True

    def _is_known_after_beat(self, client: SchedulerClient, own_id: str) -> bool:
        self._failures += 1
        try:
            self.beat(client, own_id)
            self._failures = 0
        except SchedulerSilent as error:
            self._say("silent", reason=str(error))
        except SchedulerRefused as error:
            if error.status in (401, 404) and error.code in STRANGER:
                log.warning("executor_node.forgotten", id=own_id, code=error.code)
                self._journal.standing.forget_id()
                return False
            self._failures = 0
            told = str(error.body.get("executor_node") or f"refused with {error.status}")
            self._say(told, client.url, code=error.code, fingerprint=self._fingerprint)
        except Exception:  # a heart that stops would cost every lease
            log.exception("heartbeat.broke")
        return True

    def beat(self, client: SchedulerClient, own_id: str) -> None:
        """One heartbeat, and what its answer asks for."""
        self._journal.attempts.expire()
        self._prune()
        boot = self._journal.standing.boot()
        if boot is None:
            self._say("executors never started")
            return
        takes_more = is_alive(boot.parent) and not boot.stopping
        if not takes_more and (left := self._journal.holdings.give_back()):
            log.info("attempts.given_back", count=left)
        returned = self._journal.holdings.returned()
        given_back = [*map(_given_back, returned), *self._refused]
        held = self._journal.holdings.held()
        queued = [item for item in held if item.state == AttemptState.QUEUED]
        running = len(held) - len(queued)
        vouched_for = [*held, *self._journal.holdings.unsaid(max(0, MOST_SPOKEN_OF - len(held)))]
        sent, asked_at = now(), uptime()
        answer = client.heartbeat(
            own_id,
            {
                "boot": boot.id,
                "at": instant_text(sent),
                "slots": self._settings.slots if takes_more else 0,
                "running": running,
                "queued": len(queued),
                "version": __version__,
                "clock_offset_ms": milliseconds(self._offset),
                "journal": [
                    {"id": item.id, "lease": item.lease, "state": item.state} for item in vouched_for
                ],
                "health": health(self._settings.home),
                **({"returned": given_back} if given_back else {}),
            },
        )
        self._journal.holdings.told_returned(returned)
        self._refused = []
        self._measure(sent, now(), answer)
        self._say(str(answer.get("status", "authorised")), client.url)
        self._withdraw(held, answer)
        self._vouch(boot.id, asked_at, answer)
        self._streams.hear(answer.get("streams"))
        taken = self._take(client, answer)
        # A lost doorbell: something waited already the last time, and there is room for it.
        forgotten = min(len(queued), self._left_waiting) if running < self._settings.slots else 0
        self._left_waiting = len(queued)
        if takes_more and taken + forgotten:
            self._doorbell.ring(taken + forgotten)

    def _prune(self) -> None:
        """Once an hour, and with each heartbeat as long as there may be more than one run forgets."""
        due = self._pruned_at is None or uptime() - self._pruned_at >= PRUNE_EVERY
        if due and self._journal.attempts.prune() < MOST_PRUNED:
            self._pruned_at = uptime()

    def _measure(self, sent: datetime, received: datetime, answer: dict[str, Any]) -> None:
        """How far our clock is behind the scheduler's, halfway between question and answer."""
        try:
            told = datetime.fromisoformat(str(answer["server_time"]))
            self._offset = told - (sent + (received - sent) / 2)
        except (KeyError, ValueError, TypeError):
            log.warning("heartbeat.no_server_time")

    def _withdraw(self, held: list[Held], answer: dict[str, Any]) -> None:
        leases = {item.id: item.lease for item in held}
        for item in answer.get("withdrawn", ()):
            if item.get("id") in leases:
                reason = str(item.get("reason") or "withdrawn by the scheduler")
                self._journal.attempts.ask_to_cancel(item["id"], leases[item["id"]], reason)

    def _take(self, client: SchedulerClient, answer: dict[str, Any]) -> int:
        offered = answer.get("attempts") or []
        if not offered:
            return 0
        if not client.may_hand_over:
            log.error("attempts.not_taken", reason="they came in an answer over a connection without TLS")
            return 0
        answers = accept(self._journal, offered, self._settings.queue_limit)
        leases = {item["id"]: item["lease"] for item in offered if _is_named(item)}
        for refused in (item for item in answers if item.status == "refused"):
            log.error("attempt.refused", attempt=refused.id, code=refused.code, message=refused.message)
            if refused.id in leases and refused.code not in BEGUN:
                told = {"id": refused.id, "lease": leases[refused.id]}
                self._refused.append({**told, "code": refused.code, "message": (refused.message or "")[:500]})
        return sum(item.status == "accepted" for item in answers)

    def _vouch(self, boot: str, asked_at: timedelta, answer: dict[str, Any]) -> None:
        """For one lease from our asking on, what waits here is ours to begin."""
        lease = answer.get("lease_ms")
        if isinstance(lease, int) and not isinstance(lease, bool):
            self._journal.standing.vouched(Vouched(boot, asked_at + timedelta(milliseconds=lease)))

    def _say(self, standing: str, scheduler: str | None = None, **more: str) -> None:
        """Log and note how we stand, and with which scheduler, once per change."""
        if (standing, scheduler) != (self._standing, self._speaks_to):
            self._standing, self._speaks_to = standing, scheduler
            self._journal.standing.speaks_to(Speaking(scheduler, standing, now_text()))
            log.info("executor_node.standing", standing=standing, scheduler=scheduler, **more)


def _given_back(item: Held) -> dict[str, Any]:
    code, message = STOPPING
    return {"id": item.id, "lease": item.lease, "code": code, "message": message}


def _is_named(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str) and isinstance(item.get("lease"), int)
