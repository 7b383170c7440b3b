"""Forgetting: messages that nobody tries any more are dropped after their time, a few at once."""

from datetime import datetime, timedelta

import structlog

from noc_presentation.instants import Clock
from noc_presentation.store import notifications, reports
from noc_presentation.store.database import Database

EVERY = timedelta(hours=1)
AT_ONCE = 500
log = structlog.get_logger()


class Forgetter:
    """Drops what is older than `keep`; several may run beside each other."""

    def __init__(self, database: Database, clock: Clock, keep: timedelta) -> None:
        self._database, self._clock, self._keep = database, clock, keep
        self._next: datetime | None = None

    def round(self) -> bool:
        """Drop some, once an hour until none is left; whether there are perhaps more."""
        now = self._clock()
        if self._next is not None and now < self._next:
            return False
        with self._database.writing() as session:
            told = reports.forget_told(session, now - self._keep, AT_ONCE)
            dropped = notifications.forget_some(session, now - self._keep, AT_ONCE)
        if dropped:
            log.info("notifications.forgotten", number=dropped)
        more = max(told, dropped) == AT_ONCE
        self._next = None if more else now + EVERY
        return more
