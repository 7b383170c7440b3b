"""Publishing: a draft that the scheduler finds sound becomes a version that nothing changes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.errors import Complaint, Conflict, Forbidden, Invalid, NotFound
from noc_presentation.pages import Page, PageRequest
from noc_presentation.service import procedures
from noc_presentation.service.calls import bundle
from noc_presentation.service.checks import Checked, Sound, check, sound
from noc_presentation.service.tokens import owner_of
from noc_presentation.store import procedures as store
from noc_presentation.store.database import Database
from noc_presentation.store.procedures import Procedure, ProcedureVersion


class Applied(StrEnum):
    """What applying a text did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a procedure is to say, whether that is published at once, and the new version's comment.

    With `four_eyes` nobody publishes what they have written themselves, which "at once" always is.
    """

    text: str
    publish: bool
    comment: str
    four_eyes: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A wanted text with what the scheduler thinks of it; `fit` where it is to be published."""

    wanted: Wanted
    name: str
    checked: Checked
    fit: Sound | None


@dataclass(frozen=True, slots=True)
class Application:
    """What applying a text did, and how things stand now; `published` tells whether a version was made."""

    result: Applied
    published: bool
    procedure: Procedure
    findings: list[Document]


def publish(
    database: Database,
    scheduler: Scheduler,
    name: str,
    comment: str,
    actor: Actor,
    now: datetime,
    four_eyes: bool = False,
) -> ProcedureVersion:
    """The next version, made of the draft as it is now.

    Raises Invalid with every error the scheduler finds, Conflict when the draft would make the same version
    again or was changed while it was being checked, with `four_eyes` Forbidden for whoever has changed the draft
    since it was published; nothing is stored then.
    """
    with database.reading() as session:
        seen = procedures.one(session, name)
    checked = sound(check(scheduler, seen.draft))
    _refuse_other_name(checked.name, name)
    with database.writing() as session:
        procedure = procedures.one_to_change(session, name)
        if procedure.draft_revision != seen.draft_revision:
            raise Conflict("draft.changed", "the draft was changed while it was being checked")
        if _is_published(session, procedure, checked):
            raise Conflict("publish.no_change", f"version {procedure.version} says the same already")
        if four_eyes:
            _refuse_authors(session, procedure, actor)
        return _add(session, procedure, checked, comment, actor, now)


def apply(
    database: Database,
    scheduler: Scheduler,
    name: str,
    wanted: Wanted,
    actor: Actor,
    now: datetime,
) -> Application:
    """Make the procedure say the wanted text, whatever it said before; the same again changes nothing.

    With `publish` all or nothing is stored: draft and version, or neither. A text that differs only in
    comments, layout or title makes no new version, since what runs is the same.
    """
    judged = judge(scheduler, wanted)
    _refuse_other_name(judged.name, name)
    with database.writing() as session:
        return apply_judged(session, judged, actor, now)


def judge(scheduler: Scheduler, wanted: Wanted) -> Judged:
    """What the scheduler thinks of the wanted text; raises Invalid where it can't be stored as wanted."""
    checked = check(scheduler, wanted.text)
    fit = sound(checked) if wanted.publish else None
    return Judged(wanted, procedures.named(checked), checked, fit)


def apply_judged(session: Session, judged: Judged, actor: Actor, now: datetime) -> Application:
    """Store a judged text in the caller's transaction, as `apply` does in one of its own."""
    checked, fit, name = judged.checked, judged.fit, judged.name
    procedure = store.find_to_change(session, name)
    result = Applied.UNCHANGED
    if procedure is None:
        procedure = procedures.add(session, checked, name, actor, now)
        result = Applied.CREATED
    elif procedures.change_draft(procedure, judged.wanted.text, actor, now):
        procedure.title = checked.title or name
        result = Applied.UPDATED
    published = fit is not None and not _is_published(session, procedure, fit)
    if fit is not None and published:
        if judged.wanted.four_eyes:
            _refuse_authors(session, procedure, actor)
        _add(session, procedure, fit, judged.wanted.comment, actor, now)
    elif fit is not None:
        procedure.published_revision, procedure.draft_authors = procedure.draft_revision, []
    if published and result is Applied.UNCHANGED:
        result = Applied.UPDATED
    return Application(result, published, procedure, checked.findings)


def listed(session: Session, name: str, wanted: PageRequest) -> Page[ProcedureVersion]:
    """The versions of a procedure, newest first."""
    return store.versions(session, procedures.one(session, name), wanted)


def one(session: Session, name: str, number: int | None) -> ProcedureVersion:
    """A version, the newest when no number is given; raises NotFound, or Conflict when none was published."""
    procedure = procedures.one(session, name)
    if number is None and not procedure.version:
        raise Conflict("procedure.unpublished", f"{name!r} has a draft but no published version")
    found = store.version(session, procedure, procedure.version if number is None else number)
    if found is None:
        raise NotFound("version.unknown", f"{name!r} has no version {number}")
    return found


def _is_published(session: Session, procedure: Procedure, checked: Sound) -> bool:
    newest = store.version(session, procedure, procedure.version)
    return newest is not None and newest.digest == checked.digest


def _add(
    session: Session, procedure: Procedure, checked: Sound, comment: str, actor: Actor, now: datetime
) -> ProcedureVersion:
    bundle(session, checked.canonical)
    procedure.version += 1
    procedure.title = checked.title
    procedure.published_revision = procedure.draft_revision
    procedure.draft_authors = []
    version = ProcedureVersion(
        procedure_id=procedure.id,
        number=procedure.version,
        title=checked.title,
        comment=comment,
        text=checked.text,
        digest=checked.digest,
        canonical=checked.canonical,
        parameters=checked.parameters,
        findings=checked.warnings,
        published_at=now,
        published_by=actor.document(),
    )
    session.add(version)
    session.flush()
    return version


def _refuse_authors(session: Session, procedure: Procedure, actor: Actor) -> None:
    authors = {owner_of(session, author) for author in procedure.draft_authors}
    if owner_of(session, actor.id) in authors:
        raise Forbidden(
            "publish.four_eyes",
            "you have changed this draft since it was published; here somebody else has to publish it",
        )


def _refuse_other_name(in_text: str, in_address: str) -> None:
    if in_text != in_address:
        complaint = Complaint(
            "/metadata/name", "procedure.name_mismatch", f"says {in_text!r}, the address says {in_address!r}"
        )
        raise Invalid("procedure.name_mismatch", "the text is another procedure's", (complaint,))
