"""How many requests with reports are under way at once: as many as the scheduler can read at the same time."""

import threading
from dataclasses import dataclass
from typing import Any

#: More would only make each request smaller.
MOST = 4
#: So often within a minute a stream looks for a process of its own; a proxy may send each request to another one.
TRIES, WITHIN_S = 8, 60.0


@dataclass(frozen=True, slots=True)
class Share:
    """Which attempts one stream tells of: every `of`-th, from `place` on, counted by the last sign of their ids."""

    place: int
    of: int


class Streams:
    """One until a scheduler says in its answer to a heartbeat that it can do with more; shared by threads."""

    def __init__(self) -> None:
        self._wanted = 1
        self._changed = threading.Condition()
        self._processes: dict[int, str] = {}
        self._tries: dict[int, list[float]] = {}

    def hear(self, wanted: Any) -> None:
        """What the scheduler said; one that says nothing is an older one and reads a request at a time."""
        known = isinstance(wanted, int) and not isinstance(wanted, bool) and wanted > 0
        with self._changed:
            self._wanted = min(wanted, MOST) if known else 1
            self._changed.notify_all()

    def share(self, place: int, patience_s: float) -> Share | None:
        """What the stream of this place, from 0, has to tell; None if it isn't wanted `patience_s` later either.

        While the number changes two streams may tell the same: what is told twice is applied once.
        """
        with self._changed:
            self._changed.wait_for(lambda: place < self._wanted, patience_s)
            return Share(place, self._wanted) if place < self._wanted else None

    def came_to(self, place: int, process: str | None, now: float) -> bool:
        """Whether the stream of this place had better connect anew, for it came to a process of the scheduler where
        one before it is already: two requests would wait for each other there while another process has nothing to do.

        `now` counts seconds from anywhere.
        """
        with self._changed:
            before = [self._processes.get(one) for one in range(place)]
            self._processes[place] = process or ""
            tries = [at for at in self._tries.get(place, ()) if now - at < WITHIN_S]
            looks = bool(process) and process in before and len(tries) < TRIES
            self._tries[place] = [*tries, now] if looks else tries
            return looks
