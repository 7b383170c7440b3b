"""Troubles with the installation itself are told once to the destinations that want them, and once when over."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.instants import Clock
from noc_presentation.notifications.outbox import Outcome
from noc_presentation.notifications.queueing import Subject, Words, queued
from noc_presentation.reports import destination as destinations
from noc_presentation.reports.feed import read_feed
from noc_presentation.reports.report import Occasion, Severity
from noc_presentation.reports.sentences import LANGUAGES
from noc_presentation.store import reports as store
from noc_presentation.store.database import Database
from noc_presentation.store.notifications import DELIVERED, UNDELIVERABLE, ChannelTrouble, Notification

READER = "troubles"
TYPES = "trouble.began,trouble.ended"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong or over, in words. `of_channel`: it is about that channel, which is not told of itself."""

    words: str
    over: bool
    procedure: str = ""
    schedule: str | None = None
    of_channel: str | None = None


class TroubleTeller:
    """Follows the scheduler's feed for troubles from the first round on; several may run beside each other."""

    def __init__(self, database: Database, scheduler: Scheduler, clock: Clock) -> None:
        self._database, self._scheduler, self._clock = database, scheduler, clock

    def round(self) -> bool:
        """Tell what is new; whether there was anything."""
        return read_feed(self._database, self._scheduler, READER, TYPES, self._take_in)

    def _take_in(self, session: Session, events: list[Document]) -> None:
        for event in events:
            tell(session, _of_event(event), self._clock)


def tell(session: Session, trouble: Trouble, clock: Clock) -> None:
    """Put it into the outbox for each destination that wants troubles, after its quiet hours."""
    now = clock()
    for row in store.destinations(session):
        destination = destinations.read(row.name, row.channel, row.rules)
        wanted = Occasion.TROUBLE in destination.occasions and row.channel != trouble.of_channel
        if not wanted or not destination.is_about(trouble.procedure, trouble.schedule):
            continue
        word = LANGUAGES[destination.language].occasions["ended" if trouble.over else "began"]
        words = Words(f"noc-orchestrator: {word}", f"{word}: {trouble.words}")
        told = queued(Subject(trouble.procedure), words, row.channel, now, row.name)
        told.next_try_at = destination.due_at(Severity.WARNING, now, None)
        session.add(told)


def note_channel(session: Session, row: Notification, outcome: Outcome, clock: Clock) -> None:
    """Tell by other channels that one could not deliver something, once until it can again."""
    known = session.get(ChannelTrouble, row.channel, with_for_update=True)
    if outcome.status == UNDELIVERABLE and known is None:
        words = f"channel {row.channel} could not deliver {row.subject!r}: {outcome.answer}"
        session.add(ChannelTrouble(channel=row.channel, words=words, since=clock()))
        tell(session, Trouble(words, over=False, of_channel=row.channel), clock)
    elif outcome.status == DELIVERED and known is not None:
        session.delete(known)
        tell(session, Trouble(known.words, over=True, of_channel=row.channel), clock)


def _of_event(event: Mapping[str, Document]) -> Trouble:
    data = event["data"]
    return Trouble(
        words=str(data["reason"]),
        over=str(event["type"]).endswith("ended"),
        procedure=data["name"] if data["about"] == "execution" else "",
        schedule=data["subject"] if data["about"] == "schedule" else None,
    )
