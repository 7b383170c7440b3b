"""Applying documents: all of them in one transaction, or none."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial

import structlog

from noc_presentation.actors import Actor
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.documents import envelope
from noc_presentation.documents.envelope import Envelope
from noc_presentation.documents.outcome import Change, Means, Prepared, Wish
from noc_presentation.documents.registry import KINDS
from noc_presentation.documents.schedule import living
from noc_presentation.errors import Complaint, Invalid, Refused
from noc_presentation.store.database import Database

log = structlog.get_logger()
CALLS_ANOTHER = "subprocedure.unpublished"


@dataclass(frozen=True, slots=True)
class Order:
    """Texts of documents and how they are applied; `source` is who manages them, in the caller's words."""

    texts: tuple[str, ...]
    source: str
    publish: bool
    comment: str
    dry_run: bool


@dataclass(frozen=True, slots=True)
class _Ready:
    place: int
    envelope: Envelope
    prepared: Prepared


def apply(
    database: Database, scheduler: Scheduler, order: Order, actor: Actor, now: datetime
) -> list[Change]:
    """Make everything say what the documents say; applied again, all is unchanged.

    Raises Refused with the complaints of every document, each at `/documents/PLACE/...`; nothing is stored
    then. A dry run does the same and throws it away.
    """
    ready = _prepared(order, scheduler)
    elsewhere = _Elsewhere()
    with elsewhere.undoing(), database.writing() as session:
        means = Means(session, scheduler, actor, now, order.source, cache(partial(living, scheduler)))
        kept = session.begin_nested()
        changes = _applied(ready, means)
        if order.dry_run:
            kept.rollback()
        else:
            kept.commit()
            elsewhere.do(means)
    return changes


def _prepared(order: Order, scheduler: Scheduler) -> list[_Ready]:
    ready: list[_Ready] = []
    complaints: list[Complaint] = []
    names: dict[tuple[str, str], int] = {}
    for place, text in enumerate(order.texts):
        try:
            one = _one(place, text, order, scheduler)
            known = names.setdefault((one.envelope.kind, one.envelope.name), place)
            if known != place:
                words = f"{one.envelope.kind} {one.envelope.name} stands in another of these documents too"
                raise Invalid("document.doubled", words)
            ready.append(one)
        except Invalid as reason:
            complaints += _placed(reason, place, None)
    if complaints:
        raise _refusal(complaints)
    kinds = list(KINDS)
    return sorted(ready, key=lambda one: (kinds.index(one.envelope.kind), one.place))


def _one(place: int, text: str, order: Order, scheduler: Scheduler) -> _Ready:
    read = envelope.read(text)
    if read.kind not in KINDS:
        complaint = Complaint("/kind", "document.kind_unknown", f"must be one of: {', '.join(KINDS)}")
        raise Invalid("document.kind_unknown", "no such kind", envelope.with_rows([complaint], read))
    wish = Wish(text, read.name, read.spec, order.publish, order.comment)
    try:
        return _Ready(place, read, KINDS[read.kind].prepare(wish, scheduler))
    except Invalid as reason:
        raise Invalid(reason.code, reason.detail, envelope.with_rows(reason.errors, read)) from reason


def _applied(ready: Sequence[_Ready], means: Means) -> list[Change]:
    """One after another; those that call what another one publishes are tried again after the others."""
    changes: list[Change] = []
    complaints: list[Complaint] = []
    waiting = list(ready)
    while waiting:
        again: list[_Ready] = []
        refused: list[Complaint] = []
        for one in waiting:
            step = means.session.begin_nested()
            try:
                told = one.prepared.apply(means)
                means.session.flush()
                step.commit()
                changes += [replace(change, document=one.place) for change in told]
            except Refused as reason:
                step.rollback()
                if reason.status >= 500:
                    raise
                if reason.code == CALLS_ANOTHER:
                    again.append(one)
                    refused += _placed(reason, one.place, one.envelope)
                else:
                    complaints += _placed(reason, one.place, one.envelope)
        if len(again) == len(waiting) or complaints:
            complaints += refused
            break
        waiting = again
    if complaints:
        raise _refusal(complaints)
    return changes


class _Elsewhere:
    """What is done elsewhere, last of all; should anything fail until the commit, it is taken back in reverse."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []

    def do(self, means: Means) -> None:
        for do, undo in means.elsewhere:
            self._undo.append(undo)
            do()
        means.session.flush()

    @contextmanager
    def undoing(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            for undo in reversed(self._undo):
                try:
                    undo()
                except Refused as error:
                    log.error("documents.not_undone", code=error.code)
            raise


def _placed(reason: Refused, place: int, read: Envelope | None) -> list[Complaint]:
    found = list(reason.errors) or [Complaint("/", reason.code, reason.detail)]
    found = envelope.with_rows(found, read) if read is not None else found
    return [replace(one, path=f"/documents/{place}{'' if one.path == '/' else one.path}") for one in found]


def _refusal(complaints: list[Complaint]) -> Invalid:
    codes = {complaint.code for complaint in complaints}
    code = codes.pop() if len(codes) == 1 else "document.invalid"
    count = len(complaints)
    return Invalid(code, f"{count} {'error' if count == 1 else 'errors'}; nothing was applied", complaints)
