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
from noc_presentation.permissions.verbs import Verb
from noc_presentation.store.database import Database

log = structlog.get_logger()
CALLS_ANOTHER = "subprocedure.unpublished"


@dataclass(frozen=True, slots=True)
class Sent:
    """A text as it was sent, and its envelope or why it has none that can be read."""

    text: str
    read: Envelope | Invalid


@dataclass(frozen=True, slots=True)
class Order:
    """Documents and how they are applied; `source` is who manages them, in the caller's words."""

    documents: tuple[Sent, ...]
    source: str
    publish: bool
    comment: str
    dry_run: bool
    four_eyes: bool = False


@dataclass(frozen=True, slots=True)
class _Ready:
    place: int
    envelope: Envelope
    prepared: Prepared


def sent(text: str) -> Sent:
    """A text with its envelope, which is read once."""
    try:
        return Sent(text, envelope.read(text))
    except Invalid as reason:
        return Sent(text, reason)


def needed(documents: Sequence[Sent]) -> list[Verb]:
    """What whoever applies these has to hold on everything; of what can't be read nothing is applied."""
    kinds = {one.read.kind for one in documents if isinstance(one.read, Envelope)}
    return sorted({verb for kind in kinds & KINDS.keys() for verb in KINDS[kind].verbs})


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
        changes = _applied(ready, means, elsewhere)
        if order.dry_run:
            kept.rollback()
        else:
            kept.commit()
            elsewhere.do()
            session.flush()
    return changes


def _prepared(order: Order, scheduler: Scheduler) -> list[_Ready]:
    ready: list[_Ready] = []
    complaints: list[Complaint] = []
    names: dict[tuple[str, str], int] = {}
    for place, document in enumerate(order.documents):
        try:
            one = _one(place, document, order, scheduler)
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


def _one(place: int, document: Sent, order: Order, scheduler: Scheduler) -> _Ready:
    read = document.read
    if isinstance(read, Invalid):
        raise read
    if read.kind not in KINDS:
        complaint = Complaint("/kind", "document.kind_unknown", f"must be one of: {', '.join(KINDS)}")
        raise Invalid("document.kind_unknown", "no such kind", envelope.with_rows([complaint], read))
    wish = Wish(document.text, read.name, read.spec, order.publish, order.comment, order.four_eyes)
    try:
        return _Ready(place, read, KINDS[read.kind].prepare(wish, scheduler))
    except Invalid as reason:
        raise Invalid(reason.code, reason.detail, envelope.with_rows(reason.errors, read)) from reason


def _applied(ready: Sequence[_Ready], means: Means, elsewhere: "_Elsewhere") -> list[Change]:
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
                elsewhere.take(one, means)
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
        self._to_do: list[tuple[_Ready, Callable[[], None], Callable[[], None]]] = []
        self._undo: list[Callable[[], None]] = []

    def take(self, one: _Ready, means: Means) -> None:
        """Remember what this document wants to have done."""
        self._to_do += [(one, do, undo) for do, undo in means.elsewhere]
        means.elsewhere.clear()

    def do(self) -> None:
        """Do it; raises Invalid with the place of the document that is refused."""
        for one, do, undo in self._to_do:
            self._undo.append(undo)
            try:
                do()
            except Refused as reason:
                if reason.status >= 500:
                    raise
                raise _refusal(_placed(reason, one.place, one.envelope)) from reason

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
