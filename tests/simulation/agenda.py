"""What will be done when, on a virtual clock: one thread, one order, decided by the times alone."""

import heapq
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 11, 21, 9, tzinfo=UTC)
Deed = Callable[[], None]


class Agenda:
    """Deeds by the virtual second they are due; equal times go in the order they were planned."""

    def __init__(self) -> None:
        self.now = 0.0
        self._planned: list[tuple[float, int, str, Deed]] = []
        self._order = itertools.count()

    @property
    def instant(self) -> datetime:
        """The virtual time as the database tells it."""
        return BEGIN + timedelta(milliseconds=round(self.now * 1000))

    @property
    def text(self) -> str:
        """The same as SQLite writes it."""
        return self.instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def plan(self, after: float, name: str, deed: Deed) -> None:
        """Do this in so many virtual seconds."""
        heapq.heappush(self._planned, (self.now + after, next(self._order), name, deed))

    def next_at(self) -> float | None:
        """When the next deed is due."""
        return self._planned[0][0] if self._planned else None

    def take(self) -> tuple[str, Deed]:
        """The next deed; the clock has moved on to its time, never back."""
        at, _, name, deed = heapq.heappop(self._planned)
        self.now = max(self.now, at)
        return name, deed
