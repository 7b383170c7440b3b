"""Deciding: the one way in which a person's answer reaches the scheduler, whatever it was given on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from noc_presentation.accounts.rights import rights_of
from noc_presentation.accounts.users import UserKind
from noc_presentation.actors import Actor
from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.errors import Forbidden
from noc_presentation.permissions.rights import Rights, Thing
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service import reach
from noc_presentation.service.tokens import owner_of
from noc_presentation.store import procedures
from noc_presentation.store.accounts import User
from noc_presentation.store.database import Database

APPROVAL, APPROVED, HIGH = "approval", "approved", "high"


@dataclass(frozen=True, slots=True)
class Decider:
    """Who answers, with what rights now; `strong` once they have shown their second factor for this very answer."""

    actor: Actor
    rights: Rights
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """What questions are about: all that their execution reaches, and who has published what would run."""

    reached: Sequence[Thing]
    publisher: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says to the question that they were shown with this digest."""

    question: str
    digest: str
    outcome: str
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def decide(database: Database, scheduler: Scheduler, decider: Decider, answer: Answer) -> Document:
    """Give the answer to the scheduler, which holds it against everything it knows itself; the question as it is then.

    Raises Forbidden for who may not answer this, and RefusedElsewhere with the scheduler's own reasons.
    """
    question = scheduler.question(answer.question)
    execution = scheduler.execution(question["execution"])
    with database.reading() as session:
        refuse(session, decider, question, matter_of(session, execution, [question["host"]]))
        owner = owner_of(session, decider.actor.id)
    if question.get("risk") == HIGH and answer.outcome == APPROVED and not decider.strong:
        raise Forbidden(
            "question.second_factor",
            "this is of high risk: approve it on the web, with a code of your second factor",
        )
    order = {
        "digest": answer.digest,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "values": dict(answer.values),
        "actor": replace(
            decider.actor, id=owner
        ).document(),  # of a quorum all tokens of the installation are one
    }
    return scheduler.answer(answer.question, order)


def matter_of(session: Session, execution: Document, hosts: Sequence[str]) -> Matter:
    """Looked up once, however many people are held against it; of the hosts, which would go on, today counts too."""
    walking = reach.of_hosts(session, hosts) if execution.get("reached") else []
    return Matter([*reach.of_execution(session, execution), *walking], _publisher(session, execution))


def refuse(session: Session, decider: Decider, question: Document, matter: Matter) -> None:
    """Raises Forbidden for whoever has no right to, has started this, or has published what would run."""
    if not decider.rights.may(Verb.EXECUTION_APPROVE, matter.reached):
        raise Forbidden("permission.denied", "you may not answer this; ask an administrator for the right")
    if question["kind"] != APPROVAL:
        return
    owner = owner_of(session, decider.actor.id)
    if owner == owner_of(session, question["asked_for"]["id"]):
        raise Forbidden("question.own_request", "nobody approves what they have started themselves")
    if owner == matter.publisher:
        raise Forbidden("question.own_procedure", "nobody approves a procedure that they have published")


def is_asked(session: Session, user: User, question: Document, matter: Matter) -> bool:
    """Whether this person could answer the question now."""
    if question["approvers"] and not {user.id, user.name} & set(question["approvers"]):
        return False
    try:
        refuse(session, decider_of(session, user), question, matter)
    except Forbidden:
        return False
    return True


def decider_of(session: Session, user: User) -> Decider:
    """A user by themselves; raises Forbidden for one who is deactivated."""
    if not user.active:
        raise Forbidden("user.inactive", "this account is deactivated")
    kind = "person" if user.kind == UserKind.PERSON else "service"
    return Decider(Actor(user.id, user.name, kind), rights_of(session, user.id))  # type: ignore[arg-type]


def _publisher(session: Session, execution: Document) -> str | None:
    said = execution.get("procedure")
    if not isinstance(said, Mapping):
        return None
    procedure = procedures.find(session, said.get("name", ""))
    if procedure is None or not said.get("version"):
        return None
    version = procedures.version(session, procedure, said["version"])
    return None if version is None else owner_of(session, str(version.published_by["id"]))
