"""The bell of the lists: it tells open pages which lists have changed, and nothing of what stands in them."""

import json
from collections.abc import Iterable
from enum import StrEnum
from threading import Condition
from time import monotonic

from noc_presentation.streaming.ids import Ids

#: Listeners are told no more often than this.
SOONEST_S = 1.0


class Listed(StrEnum):
    """What the screens list, and the scheduler's events tell of."""

    EXECUTIONS = "executions"
    QUESTIONS = "questions"
    SCHEDULES = "schedules"


#: By what the type of an event is about; what each step does is too much to tell whoever looks at a list.
ABOUT = {
    "execution": {Listed.EXECUTIONS, Listed.QUESTIONS},
    "host_run": {Listed.EXECUTIONS, Listed.QUESTIONS},
    "question": {Listed.EXECUTIONS, Listed.QUESTIONS},
    "schedule": {Listed.SCHEDULES},
}


def lists_of(types: Iterable[str]) -> set[Listed]:
    """The lists that events of these types change."""
    return {each for name in types for each in ABOUT.get(name.partition(".")[0], ())}


class Bell:
    """Written by the one reader, read by a thread for each open page; whoever was away hears what rang meanwhile."""

    def __init__(self) -> None:
        self._ids = Ids()
        self._number = 1
        self._rang = dict.fromkeys(Listed, 1)
        self._waiting: set[Listed] = set()
        self._due = 0.0
        self._heard_at = monotonic()
        self._told = Condition()

    def ring(self, lists: Iterable[Listed]) -> None:
        """The scheduler was heard of just now, and these have changed; told at once, or as soon as it is time."""
        now = monotonic()
        with self._told:
            self._heard_at = now
            self._waiting |= set(lists)
            if not self._waiting or now < self._due:
                return
            self._number += 1
            self._rang |= dict.fromkeys(self._waiting, self._number)
            self._waiting, self._due = set(), now + SOONEST_S
            self._told.notify_all()

    def news(self, seen: str | None, wait_s: float) -> tuple[str, str | None]:
        """A frame that names the lists that rang after the id `seen`, and the id to go on with.

        All of them for whoever shows no id of ours; an empty text where nothing rang in this time.
        """
        with self._told:
            number = self._ids.read(seen, self._number)
            self._told.wait_for(lambda: self._number != number, wait_s)
            if self._number == number:
                return "", seen
            rang = [name for name, at in self._rang.items() if number is None or at > number]
            told = self._ids.written(self._number)
            return f"id: {told}\nevent: lists\ndata: {json.dumps({'lists': rang})}\n\n", told

    def beat(self) -> str:
        """A frame that says how many seconds ago the scheduler was last heard of."""
        return f'event: beat\ndata: {{"age": {monotonic() - self._heard_at:.1f}}}\n\n'
