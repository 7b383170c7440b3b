"""The one reader of the scheduler's feed: it looks at executions that somebody watches, when they have changed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock
from time import monotonic

import structlog

from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.errors import NocError, Unavailable
from noc_presentation.streaming.bell import Bell, Listed, lists_of
from noc_presentation.streaming.changes import Picture
from noc_presentation.streaming.channel import Channel

#: The most pages open at once, of all and of one person, and the most executions watched; more are told to poll.
MOST_PAGES, MOST_OF_ONE, MOST_WATCHED = 200, 24, 50
PAUSE_S = 0.3
#: An execution is looked at no more often than this, nor for more than a fourth of the time.
SOONEST_S, SHARE = 1.0, 4
#: Its sentence tells the time, so an execution that goes on is asked for without any news, too.
SENTENCE_S = 2.0
PAGE = 200
NO_TYPE = "nothing.of.this.type"  # passes by all events, so that the answer's cursor is the end of the feed
LISTS = "lists"  # where the pages that listen to the bell are counted; no execution is called so
ACTIVE = ("queued", "running", "waiting")
log = structlog.get_logger()


class Watch:
    """Channels by execution, and the bell of the lists.

    Events only ring: what has changed is seen in the rows they are about.
    """

    def __init__(self, scheduler: Scheduler, stopping: Event) -> None:
        self.stopping = stopping
        self._scheduler = scheduler
        self._lock = Lock()
        self._channels: dict[str, Channel] = {}
        self._bell = Bell()
        self._pages: Counter[str] = Counter()
        self._people: Counter[str] = Counter()
        self._cursor: str | None = None
        self._complained = ""

    @contextmanager
    def page(self, execution: str, person: str) -> Iterator[Channel]:
        """The channel of an execution (by id) for one open page; Unavailable where there are too many already."""
        with self._lock:
            self._let_in(person)
            if execution not in self._channels and len(self._channels) >= MOST_WATCHED:
                raise _full()
            channel = self._channels.setdefault(execution, Channel(execution))
            self._count(execution, person, 1)
        try:
            yield channel
        finally:
            with self._lock:
                self._count(execution, person, -1)
                if not self._pages[execution]:
                    del self._channels[execution]

    @contextmanager
    def lists(self, person: str) -> Iterator[Bell]:
        """The bell of the lists for one open page; Unavailable where there are too many already."""
        with self._lock:
            self._let_in(person)
            self._count(LISTS, person, 1)
        try:
            yield self._bell
        finally:
            with self._lock:
                self._count(LISTS, person, -1)

    def run(self) -> None:
        """Read until told to stop; what can't be reached is waited for, and complained about once."""
        while not self.stopping.wait(PAUSE_S):
            try:
                self.round()
                self._complained = ""
            except NocError as error:
                if str(error) != self._complained:
                    log.warning("stream.waits", error=str(error))
                self._complained = str(error)

    def round(self) -> None:
        """Read on in the feed and look at what is due; does nothing while nobody listens."""
        with self._lock:
            watched, listed = list(self._channels.values()), self._pages[LISTS] > 0
        if not watched and not listed:
            self._cursor = None
            return
        self._listen(watched)
        failed: NocError | None = None
        for channel in watched:
            try:
                self._look(channel)
            except NocError as error:  # one that can't be shown must not keep the others from their turn
                failed = error
        if failed is not None:
            raise failed

    def _listen(self, watched: list[Channel]) -> None:
        if self._cursor is not None:
            page = self._scheduler.events({"after": self._cursor, "limit": PAGE})
            if len(page["items"]) < PAGE:
                self._cursor = page["next"]
                told = {str(event["execution"]) for event in page["items"]}
                for channel in watched:
                    channel.rung = channel.rung or channel.execution in told
                self._bell.ring(lists_of(str(event["type"]) for event in page["items"]))
                return
        # At the beginning, and where more has happened than is worth reading: everything counts as rung.
        self._cursor = self._scheduler.events({"types": NO_TYPE, "limit": 1})["next"]
        for channel in watched:
            channel.rung = True
        self._bell.ring(Listed)

    def _let_in(self, person: str) -> None:
        if self._pages.total() >= MOST_PAGES or self._people[person] >= MOST_OF_ONE:
            raise _full()

    def _count(self, what: str, person: str, by: int) -> None:
        self._pages[what] += by
        self._people[person] += by
        self._pages, self._people = +self._pages, +self._people  # without those that are at nought

    def _look(self, channel: Channel) -> None:
        """Ask for the whole where something rang, for the sentence alone where only time has passed."""
        began, before = monotonic(), channel.picture
        if began < channel.due:
            return
        execution = channel.execution
        if before is None or channel.rung:
            matrix = self._scheduler.execution_part(execution, "matrix", {})
            channel.publish(Picture(self._scheduler.execution(execution), matrix))
            channel.rung = False
            channel.due = began + max(SOONEST_S, SHARE * (monotonic() - began))
        elif before.execution["status"] not in ACTIVE:
            channel.looked_at = began
        elif began - channel.looked_at >= SENTENCE_S:
            channel.publish(Picture(self._scheduler.execution(execution), before.matrix))


def _full() -> Unavailable:
    return Unavailable("stream.full", "too many pages listen already; ask again and again instead")
