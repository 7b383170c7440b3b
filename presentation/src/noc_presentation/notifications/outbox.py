"""The outbox: taking messages in once, claiming what is due, noting how each try ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from noc_presentation.errors import Conflict
from noc_presentation.notifications.message import Button, Message
from noc_presentation.notifications.queueing import Subject, Words, queued
from noc_presentation.store import notifications as store
from noc_presentation.store.notifications import (
    DELIVERED,
    QUEUED,
    UNDELIVERABLE,
    Delivery,
    Lane,
    Notification,
)

CLAIMED_FOR = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as the scheduler hands it in."""

    message: Message
    execution: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to deliver now; `number` counts its tries, this one included.

    `since` is when somebody wanted it sent; `replaces` what was answered to the message that it edits.
    """

    row: Notification
    number: int
    since: datetime
    replaces: str | None = None


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


def claim(session: Session, now: datetime, lane: Lane) -> Claimed | None:
    """The message of this lane that is due the longest, ours alone for two minutes; None when nothing is due."""
    row = store.due(session, now, lane)
    if row is None:
        return None
    row.claimed_until = now + CLAIMED_FOR
    row.tries += 1
    replaces = None if row.edits is None else _answer_to(session, row.edits)
    return Claimed(row, row.tries, row.again_at or row.received_at, replaces)


def note(session: Session, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    """Log the try and let go of the message."""
    row = session.get_one(Notification, claimed.row.id)
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


def send_again(row: Notification, now: datetime) -> None:
    """Have a message sent once more, whatever became of it; raises Conflict while it is on its way."""
    if row.status == QUEUED:
        raise Conflict("notification.queued", "this is on its way; its reason says why it takes so long")
    row.status, row.reason, row.next_try_at, row.again_at = QUEUED, None, now, now


def supersede(session: Session, edited: str) -> None:
    """Give up edits of this message that have not gone out: a newer one is about to say more."""
    for row in store.queued_edits(session, edited):
        row.status, row.reason = UNDELIVERABLE, "a newer one takes its place"


def _answer_to(session: Session, notification: str) -> str | None:
    row = session.get(Notification, notification)
    delivered = [one.answer for one in row.deliveries if one.succeeded] if row else []
    return delivered[-1] if delivered else None


def _row(incoming: Incoming, now: datetime) -> Notification:
    message = incoming.message
    number, node, host = message.execution_number, message.node, message.host
    about = Subject(message.procedure, incoming.execution, number, node, host)
    words = Words(message.subject, message.text)
    return queued(about, words, message.channel, now, identity=message.id, at=message.at)


def message(claimed: Claimed, link: str | None, buttons: tuple[tuple[Button, ...], ...]) -> Message:
    """What the channel is to deliver; one that is sent again by somebody's wish is another message."""
    row = claimed.row
    return Message(
        id=row.id if row.again_at is None else f"{row.id}.{int(row.again_at.timestamp())}",
        channel=row.channel,
        subject=row.subject,
        text=row.message,
        procedure=row.procedure,
        execution_number=row.execution_number,
        host=row.host,
        node=row.node,
        at=row.at,
        html=row.html,
        recipient=row.recipient,
        link=link,
        buttons=buttons,
        replaces=claimed.replaces,
    )
