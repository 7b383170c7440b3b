"""Delivering what is due: one message at a time, each try logged, later and later after failures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

import structlog
from sqlalchemy.orm import Session

from noc_presentation.errors import Conflict, Unavailable
from noc_presentation.instants import Clock
from noc_presentation.notifications import outbox
from noc_presentation.notifications.channels.kind import Channel
from noc_presentation.notifications.message import Button, Never, NotNow
from noc_presentation.notifications.outbox import Claimed, Outcome
from noc_presentation.store.database import Database
from noc_presentation.store.notifications import DELIVERED, QUEUED, UNDELIVERABLE, Lane, Notification

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(days=1)
EVERY_CHANNEL = Lane()
Chance = Callable[[], float]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Extras:
    """What is put into a message only when it goes out: a link for its recipient alone, and buttons."""

    link: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()


#: What follows from how a try ended, in the transaction that notes it.
Afterwards = Callable[[Session, Notification, Outcome, Clock], None]
FindExtras = Callable[[Session, Notification], Extras]


def no_extras(session: Session, row: Notification) -> Extras:
    """Nothing is put in."""
    return Extras()


def next_try(
    number: int, received_at: datetime, now: datetime, chance: float, wait: timedelta | None = None
) -> datetime | None:
    """When to try again after the `number`th failure, or None when a day of trying is enough.

    The pause doubles each time; `chance` (0 to 1) takes up to half of it away, so that many messages
    which failed together don't come back together. It is never shorter than `wait`.
    """
    pause = min(FIRST_PAUSE * 2 ** min(number - 1, 16), LONGEST_PAUSE)
    again = now + max(pause * (1 - chance / 2), wait or timedelta(0))
    return again if again < received_at + GIVEN_UP_AFTER else None


class Deliverer:
    """Takes from the outbox what is due in its lane and gives it to the channels."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        chance: Chance,
        extras: FindExtras = no_extras,
        afterwards: Afterwards | None = None,
        lane: Lane = EVERY_CHANNEL,
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._chance = chance
        self._extras = extras
        self._afterwards = afterwards
        self._lane = lane

    def run(self, stop: Event, pause_s: float) -> None:
        """Deliver until told to stop, looking again every `pause_s` seconds when nothing is due.

        A database that doesn't answer is waited for in the same way, and so is another process that noted the same
        at the same moment: the message comes due again.
        """
        while not stop.is_set():
            try:
                busy = self.deliver_next()
            except (Conflict, Unavailable):
                busy = False
            if not busy:
                stop.wait(pause_s)

    def deliver_next(self) -> bool:
        """Try one message; False when none was due."""
        with self._database.writing() as session:
            claimed = outbox.claim(session, self._clock(), self._lane)
        if claimed is None:
            return False
        outcome = self._try(claimed)
        with self._database.writing() as session:
            outbox.note(session, claimed, outcome, self._clock())
            if self._afterwards is not None:
                self._afterwards(session, claimed.row, outcome, self._clock)
        log.info(
            "notification.tried",
            notification=claimed.row.id,
            channel=claimed.row.channel,
            number=claimed.number,
            status=outcome.status,
            answer=outcome.answer,
        )
        return True

    def _try(self, claimed: Claimed) -> Outcome:
        now = self._clock()
        try:
            return Outcome(DELIVERED, self._deliver(claimed), now)
        except Never as error:
            return Outcome(UNDELIVERABLE, str(error), now)
        except Exception as error:  # whatever a channel does wrong must not stop the others
            if not isinstance(error, NotNow):
                log.error("notification.channel_failed", channel=claimed.row.channel, exc_info=error)
            wait = error.wait if isinstance(error, NotNow) else None
            again = next_try(claimed.number, claimed.since, now, self._chance(), wait)
            if again is None:
                return Outcome(UNDELIVERABLE, f"given up after {claimed.number} tries: {error}", now)
            return Outcome(QUEUED, str(error) or type(error).__name__, again)

    def _deliver(self, claimed: Claimed) -> str:
        row = claimed.row
        channel = self._channels.get(row.channel)
        if channel is None:
            known = ", ".join(sorted(self._channels))
            raise Never(f"there is no channel called {row.channel!r}; there are: {known}")
        if row.edits is not None and claimed.replaces is None:
            raise NotNow("what this is to replace has not been delivered")
        with self._database.reading() as session:
            extras = self._extras(session, row)
        return channel.deliver(outbox.message(claimed, extras.link, extras.buttons))
