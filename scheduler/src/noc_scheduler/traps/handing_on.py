"""Handing traps on: signed batches to the schedules they are for, again and again until they are taken."""

import base64
import hashlib
import hmac
import json
import time
from collections import Counter, deque
from collections.abc import Sequence
from threading import Condition, Event, Thread
from uuid import uuid4

import httpx
import structlog

from noc_scheduler.traps.configuration import Rule
from noc_scheduler.traps.reading import Refusal, Trap

MOST_WAITING = 20_000
MOST_AT_ONCE = 500
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 10.0
#: Answers that will be the same however often it is tried.
HOPELESS = frozenset({400, 401, 404, 409, 413, 415, 422})
log = structlog.get_logger()


class HandingOn:
    """One rule's traps on their way to the scheduler, by a thread of its own; a bounded number of them."""

    def __init__(self, client: httpx.Client, rule: Rule, counts: Counter[str]) -> None:
        self._client, self._rule, self._counts = client, rule, counts
        self._waiting: deque[Trap] = deque()
        self._changed, self._stopping = Condition(), Event()
        self._thread = Thread(target=self._work, name=f"traps {rule.oid}", daemon=True)
        self._thread.start()

    def put(self, trap: Trap) -> Refusal | None:
        """Have a trap handed on; FULL when too many wait already."""
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                return Refusal.FULL
            self._waiting.append(trap)
            self._changed.notify()
        return None

    def stop(self, within: float) -> None:
        """Hand on what waits, if that can be done in so many seconds; then end."""
        with self._changed:
            self._stopping.set()
            self._changed.notify()
        self._thread.join(within)

    def _work(self) -> None:
        while batch := self._next():
            self._send(batch)

    def _next(self) -> list[Trap]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopping.is_set())
            return [self._waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(self._waiting)))]

    def _send(self, batch: Sequence[Trap]) -> None:
        body = json.dumps({"traps": [trap.document() for trap in batch]}).encode()
        message, pause = str(uuid4()), FIRST_PAUSE_S
        while True:
            answer = self._post(body, message)
            if answer in (200, 202):
                self._counts["handed_on"] += len(batch)
                return
            if answer in HOPELESS:
                log.error("traps.refused", schedule=str(self._rule.schedule), status=answer, traps=len(batch))
                self._counts["refused_by_scheduler"] += len(batch)
                return
            if self._stopping.wait(pause):
                log.error("traps.left", schedule=str(self._rule.schedule), traps=len(batch))
                self._counts["left"] += len(batch)
                return
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def _post(self, body: bytes, message: str) -> int:
        stamp = str(int(time.time()))
        signed = b".".join((message.encode(), stamp.encode(), body))
        signature = base64.b64encode(hmac.digest(self._rule.secret, signed, hashlib.sha256)).decode()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{signature}",
        }
        try:
            return self._client.post(
                f"/v1/hooks/{self._rule.schedule}", content=body, headers=headers
            ).status_code
        except httpx.HTTPError as error:
            log.warning("traps.scheduler_unreachable", problem=type(error).__name__)
            return 0
