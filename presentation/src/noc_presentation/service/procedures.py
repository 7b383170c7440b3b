"""Procedures: a draft that people change, and published versions that nothing changes."""

import re
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.errors import Complaint, Conflict, Invalid, NeedsPrecondition, NotFound, Stale
from noc_presentation.pages import Page, PageRequest
from noc_presentation.service.checks import Checked, check
from noc_presentation.store import procedures as store
from noc_presentation.store.database import Database
from noc_presentation.store.procedures import Procedure

Seen = Callable[[int], bool]
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,127}")
#: Executions of procedures that come with the system have names that begin so.
RESERVED = "noc."


def listed(session: Session, wanted: PageRequest, seen: Collection[str] | None = None) -> Page[Procedure]:
    """All procedures by name; only those of these names if any are given."""
    return store.listed(session, wanted, seen)


def one(session: Session, name: str) -> Procedure:
    """The procedure of this name; raises NotFound."""
    return _known(store.find(session, name), name)


def one_to_change(session: Session, name: str) -> Procedure:
    """The same, kept from everybody else who would change it until the transaction ends."""
    return _known(store.find_to_change(session, name), name)


def _known(found: Procedure | None, name: str) -> Procedure:
    if found is None:
        raise NotFound("procedure.unknown", f"there is no procedure called {name!r}")
    return found


def create(database: Database, scheduler: Scheduler, text: str, actor: Actor, now: datetime) -> Procedure:
    """A new procedure whose draft is `text`; its name stands in the text. It may have errors still."""
    checked = check(scheduler, text)
    name = named(checked)
    with database.writing() as session:
        if store.find(session, name) is not None:
            raise Conflict("procedure.exists", f"there is a procedure called {name!r} already")
        return add(session, checked, name, actor, now)


def add(session: Session, checked: Checked, name: str, actor: Actor, now: datetime) -> Procedure:
    """The row of a new procedure, not published yet."""
    who = actor.document()
    procedure = Procedure(
        name=name,
        title=checked.title or name,
        version=0,
        draft=checked.text,
        draft_revision=1,
        published_revision=0,
        draft_authors=[actor.id],
        created_at=now,
        created_by=who,
        changed_at=now,
        changed_by=who,
    )
    session.add(procedure)
    session.flush()
    return procedure


def named(checked: Checked) -> str:
    """The name in the text; raises Invalid when there is none, or none that can stand in an address."""
    if not checked.name:
        missing = Complaint("/metadata/name", "procedure.name_missing", "is missing")
        raise Invalid(
            "procedure.name_missing",
            "no name can be read from the text",
            checked.errors or (missing,),
            {"findings": checked.findings},
        )
    if not NAME.fullmatch(checked.name):
        wrong = Complaint(
            "/metadata/name",
            "procedure.name_invalid",
            "must be 1 to 128 small letters, digits, dots, dashes or underscores, not a dash first",
        )
        raise Invalid("procedure.name_invalid", "the name can't be used", (wrong,))
    if checked.name.startswith(RESERVED):
        kept = Complaint(
            "/metadata/name", "procedure.name_reserved", f"names with {RESERVED} are the system's own"
        )
        raise Invalid("procedure.name_reserved", "the name can't be used", (kept,))
    return checked.name


def save_draft(
    session: Session,
    name: str,
    text: str,
    seen: Seen | None,
    actor: Actor,
    now: datetime,
) -> Procedure:
    """Replace the draft; `seen` tells whether a revision is the one the caller saw.

    Raises NeedsPrecondition when the caller doesn't say what it saw, Stale when that is no longer there.
    """
    procedure = one_to_change(session, name)
    if seen is None:
        raise NeedsPrecondition("draft.if_match_missing", "say with If-Match which draft you are replacing")
    if not seen(procedure.draft_revision):
        raise Stale("draft.stale", "somebody changed the draft in the meantime; read it again")
    change_draft(procedure, text, actor, now)
    return procedure


def change_draft(procedure: Procedure, text: str, actor: Actor, now: datetime) -> bool:
    """Whether `text` is another draft than before; the same text makes no new revision."""
    if procedure.draft == text:
        return False
    procedure.draft = text
    procedure.draft_revision += 1
    procedure.changed_at, procedure.changed_by = now, actor.document()
    procedure.draft_authors = sorted({*procedure.draft_authors, actor.id})
    return True


def delete(session: Session, name: str) -> None:
    """Delete a procedure that was never published; versions are kept for ever."""
    procedure = one_to_change(session, name)
    if procedure.version:
        raise Conflict("in_use", f"{name!r} has published versions, which are kept")
    session.delete(procedure)
