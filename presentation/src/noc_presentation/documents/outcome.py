"""What applying a document does to each object it names, and what a kind needs to do it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.permissions.verbs import Verb


class Result(StrEnum):
    """What became, or would become, of an object."""

    CREATED = "created"
    UPDATED = "updated"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """One object; `by_hand` says that somebody changed it by hand since a file brought it.

    `document` is the place of its document among those sent, `words` what else there is to say, `findings` what
    the scheduler said about it.
    """

    kind: str
    name: str
    result: Result
    fields: tuple[str, ...] = ()
    by_hand: bool = False
    words: str = ""
    findings: tuple[Document, ...] = ()
    document: int = 0


@dataclass(slots=True)
class Means:
    """What a kind applies with: the one transaction of all documents, the scheduler, who and when.

    What has to be done elsewhere is put into `elsewhere` as (do, undo) and done last, before the commit;
    nothing of it is done in a dry run. `schedules` are those that live there before that, by name, asked for once.
    """

    session: Session
    scheduler: Scheduler
    actor: Actor
    now: datetime
    source: str
    schedules: Callable[[], Mapping[str, Document]]
    elsewhere: list[tuple[Callable[[], None], Callable[[], None]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wish:
    """A document as it was sent: its text, what it says, and how procedures are to be kept."""

    text: str
    name: str
    spec: Mapping[str, Any]
    publish: bool
    comment: str
    four_eyes: bool = False


class Prepared(Protocol):
    """A judged document that can be applied; raises Refused where what is stored contradicts it."""

    def apply(self, means: Means) -> Sequence[Change]: ...


class Kind(Protocol):
    """A kind of document: judges one without looking at what is stored, raising Invalid with all its faults.

    `judged_here` says that no scheduler is asked; `verbs` are what whoever applies it must hold on everything.
    """

    kind: str
    judged_here: bool
    verbs: frozenset[Verb]

    def prepare(self, wish: Wish, scheduler: Scheduler | None) -> Prepared: ...
