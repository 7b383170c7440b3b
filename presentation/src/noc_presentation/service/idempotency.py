"""Creates that may be sent twice: the first answer under a key is kept and given again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from noc_presentation.errors import Conflict
from noc_presentation.store import idempotency as store
from noc_presentation.store.idempotency import FirstAnswer

KEPT_FOR = timedelta(days=1)
GIVEN_UP_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A create under a key; `digest` tells this request from any other."""

    actor_id: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said the first time."""

    status: int
    body: str


def begin(session: Session, asked: Asked, now: datetime) -> Answer | None:
    """The first answer, or None when this is the first request, which is then on its way.

    Raises Conflict when the key was used for something else, or while the first request is still running;
    one that never ended (the process died) is forgotten after a minute.
    """
    store.forget(session, now - KEPT_FOR)
    row = store.find_to_change(session, asked.actor_id, asked.key)
    if row is not None and row.request_digest != asked.digest:
        raise Conflict("idempotency.conflict", "this Idempotency-Key was used for another request")
    if row is not None and row.status is not None and row.body is not None:
        return Answer(row.status, row.body)
    if row is not None and row.asked_at > now - GIVEN_UP_AFTER:
        raise Conflict("idempotency.in_progress", "the first request with this key is not finished yet")
    if row is None:
        row = FirstAnswer(actor_id=asked.actor_id, key=asked.key, request_digest=asked.digest)
        session.add(row)
    row.asked_at = now
    return None


def keep(session: Session, asked: Asked, answer: Answer) -> None:
    """Remember the first answer."""
    row = store.find_to_change(session, asked.actor_id, asked.key)
    if row is not None:
        row.status, row.body = answer.status, answer.body


def forget(session: Session, asked: Asked) -> None:
    """The request was refused: the key is free again."""
    row = store.find_to_change(session, asked.actor_id, asked.key)
    if row is not None:
        session.delete(row)
