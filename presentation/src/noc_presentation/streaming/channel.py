"""One execution's channel: its newest picture and its last changes, kept once for all who listen."""

import json
from collections import deque
from threading import Condition
from time import monotonic
from typing import Any

from noc_presentation.streaming.changes import Picture, changes
from noc_presentation.streaming.ids import Ids

#: So many changes are kept for whoever comes back; who was away longer gets the whole again.
KEPT = 32
#: Nor more characters of changes than this; the newest is kept in any case.
MOST_KEPT = 4_000_000


class Channel:
    """Written by the one reader, read by a thread for each open page. A slow page loses changes, never its way back.

    `rung` is the reader's: whether something has happened since it looked; nor does it look before `due`.
    """

    def __init__(self, execution: str) -> None:
        self.execution = execution
        self.picture: Picture | None = None
        self.looked_at = monotonic()
        self.rung = True
        self.due = 0.0
        self._ids = Ids()
        self._number = 0
        self._kept: deque[tuple[int, str]] = deque(maxlen=KEPT)
        self._whole: tuple[int, str] = (0, "")
        self._told = Condition()

    def publish(self, picture: Picture) -> None:
        """Make this the newest picture; nobody is told where nothing has changed."""
        told = None if self.picture is None else changes(self.picture, picture)
        with self._told:
            self.picture, self.looked_at = picture, monotonic()
            if told == {}:
                return
            self._number += 1
            if told is None:
                self._kept.clear()
            else:
                self._keep(self._frame("change", told))
            self._told.notify_all()

    def news(self, seen: str | None, wait_s: float) -> tuple[str, str | None]:
        """Frames after the id `seen`, and the id to go on with; an empty text where nothing came in this time."""
        with self._told:
            number = self._ids.read(seen, self._number)
            self._told.wait_for(lambda: self._number not in (0, number), wait_s)
            if self._number in (0, number):
                return "", seen
            newer = [frame for kept, frame in self._kept if number is not None and kept > number]
            if number is None or len(newer) != self._number - number:
                newer = [self._whole_frame()]
            return "".join(newer), self._ids.written(self._number)

    def beat(self) -> str:
        """A frame that says how many seconds ago the scheduler was last heard of about this."""
        return f'event: beat\ndata: {{"age": {monotonic() - self.looked_at:.1f}}}\n\n'

    def _keep(self, frame: str) -> None:
        self._kept.append((self._number, frame))
        while len(self._kept) > 1 and sum(len(each) for _, each in self._kept) > MOST_KEPT:
            self._kept.popleft()

    def _whole_frame(self) -> str:
        if self._whole[0] != self._number and self.picture is not None:
            self._whole = (self._number, self._frame("whole", self.picture.whole))
        return self._whole[1]

    def _frame(self, kind: str, document: dict[str, Any]) -> str:
        data = json.dumps(
            document, separators=(",", ":")
        )  # without line breaks, which would end the frame's data
        return f"id: {self._ids.written(self._number)}\nevent: {kind}\ndata: {data}\n\n"
