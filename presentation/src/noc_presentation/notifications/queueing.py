"""Queueing: a message to people as it is put into the outbox, whoever has something to tell."""

from dataclasses import dataclass
from datetime import datetime

from noc_presentation.store.base import new_id
from noc_presentation.store.notifications import QUEUED, Notification


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about; no execution and number 0 where it is about none."""

    procedure: str
    execution: str = ""
    number: int = 0
    node: str = ""
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says; `html` is the same for who can show it."""

    subject: str
    text: str
    html: str | None = None


def queued(
    about: Subject,
    words: Words,
    channel: str,
    now: datetime,
    destination: str | None = None,
    identity: str | None = None,
    at: datetime | None = None,
) -> Notification:
    """A row for the outbox, due at once; `at` is when it happened, `identity` somebody else's id for it."""
    return Notification(
        id=identity or new_id(),
        execution=about.execution,
        execution_number=about.number,
        procedure=about.procedure,
        host=about.host,
        node=about.node,
        channel=channel,
        destination=destination,
        subject=words.subject,
        message=words.text,
        html=words.html,
        at=at or now,
        received_at=now,
        status=QUEUED,
        next_try_at=now,
    )
