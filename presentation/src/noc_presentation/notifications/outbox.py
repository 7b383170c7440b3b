"""The outbox: taking messages in once, claiming what is due, noting how each try ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from noc_presentation.notifications.message import Message
from noc_presentation.store import notifications as store
from noc_presentation.store.notifications import DELIVERED, QUEUED, Delivery, Notification

CLAIMED_FOR = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as the scheduler hands it in."""

    message: Message
    execution: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to deliver now; `number` counts its tries, this one included."""

    message: Message
    number: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: the new status, what was answered, and when to try again if it is queued still."""

    status: str
    answer: str
    next_try_at: datetime


def take_in(session: Session, batch: Sequence[Incoming], now: datetime) -> list[str]:
    """Keep each message; for each `accepted`, or `duplicate` when its id was taken in before."""
    known = store.known(session, {incoming.message.id for incoming in batch})
    answers = []
    for incoming in batch:
        answers.append("duplicate" if incoming.message.id in known else "accepted")
        if incoming.message.id not in known:
            known.add(incoming.message.id)
            session.add(_row(incoming, now))
    return answers


def claim(session: Session, now: datetime) -> Claimed | None:
    """The message that is due the longest, ours alone for two minutes; None when nothing is due."""
    row = store.due(session, now)
    if row is None:
        return None
    row.claimed_until = now + CLAIMED_FOR
    row.tries += 1
    return Claimed(_message(row), row.tries, row.received_at)


def note(session: Session, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    """Log the try and let go of the message."""
    row = session.get_one(Notification, claimed.message.id)
    row.status, row.next_try_at, row.claimed_until = outcome.status, outcome.next_try_at, None
    row.reason = None if outcome.status == DELIVERED else outcome.answer
    session.add(
        Delivery(
            notification_id=row.id,
            number=claimed.number,
            at=now,
            succeeded=outcome.status == DELIVERED,
            answer=outcome.answer,
        )
    )


def _row(incoming: Incoming, now: datetime) -> Notification:
    message = incoming.message
    return Notification(
        id=message.id,
        execution=incoming.execution,
        execution_number=message.execution_number,
        procedure=message.procedure,
        host=message.host,
        node=message.node,
        channel=message.channel,
        subject=message.subject,
        message=message.text,
        at=message.at,
        received_at=now,
        status=QUEUED,
        next_try_at=now,
    )


def _message(row: Notification) -> Message:
    return Message(
        id=row.id,
        channel=row.channel,
        subject=row.subject,
        text=row.message,
        procedure=row.procedure,
        execution_number=row.execution_number,
        host=row.host,
        node=row.node,
        at=row.at,
    )
