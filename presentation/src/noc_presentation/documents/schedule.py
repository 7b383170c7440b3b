"""`kind: Schedule`: kept by the scheduler, which has no way to change one; so another takes its place."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from noc_presentation.api.schedules import ScheduleOrderSchema, whole_order
from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.documents.marks import SCHEDULE, leave
from noc_presentation.documents.outcome import Change, Means, Result, Wish
from noc_presentation.documents.shapes import load
from noc_presentation.errors import Complaint, Conflict, Invalid, Refused
from noc_presentation.names import folded
from noc_presentation.pages import MOST
from noc_presentation.permissions.verbs import Verb
from noc_presentation.store import managed
from noc_presentation.store.managed import ManagedRow

#: The parts of an order by which two schedules differ, as changes name them; who asked is none of them.
PARTS = (
    "procedure",
    "target",
    "params",
    "trigger",
    "overlap",
    "catch_up_ms",
    "priority",
    "check_mode",
    "diff",
)


@dataclass(frozen=True, slots=True)
class PreparedSchedule:
    """A loaded order; procedure, target and trigger are judged when it is applied."""

    name: str
    order: dict[str, Any]

    def apply(self, means: Means) -> Sequence[Change]:
        """Raises Conflict for a schedule of this name that somebody made by hand."""
        with _told_at_spec():
            ordered = whole_order(means.session, self.order, means.actor, means.now)
        whole = json.loads(json.dumps(ordered))
        mark = managed.of_names(means.session, SCHEDULE, [folded(self.name)]).get(folded(self.name))
        here = means.schedules().get(self.name)
        if here is not None and mark is None:
            raise Conflict(
                "document.not_managed",
                f"somebody made a schedule {self.name!r} by hand, and a file doesn't take it over: "
                f"`noc schedules delete {self.name}`, then apply again",
            )
        before = mark.body if mark is not None else None
        by_hand = mark is not None and (here is None or here["id"] != mark.state)
        if here is None:
            result, fields = Result.CREATED, tuple[str, ...]()
        else:
            fields = _differing(before or {}, whole)
            result = Result.UPDATED if fields or by_hand else Result.UNCHANGED
        if result is not Result.UNCHANGED:
            state = f"{SCHEDULE}:{digest(whole)}"
            mark = leave(means, mark, SCHEDULE, self.name, f"{SCHEDULE}/{self.name}", state, whole)
            exchange = _Exchange(means, mark, here["id"] if here else None, before, whole)
            means.elsewhere.append((exchange.do, exchange.undo))
        return [Change(SCHEDULE, self.name, result, fields, by_hand)]


class ScheduleKind:
    """Schedules; their fields are those of `POST /schedules` without the name."""

    kind = SCHEDULE
    verbs = frozenset({Verb.SCHEDULE_EDIT, Verb.EXECUTION_START})
    judged_here = True

    def prepare(self, wish: Wish, scheduler: Scheduler | None) -> PreparedSchedule:
        """Raises Invalid for unknown, missing and wrong fields."""
        return PreparedSchedule(
            wish.name, load(ScheduleOrderSchema(), {**wish.spec, "name": wish.name}, "/spec")
        )


class _Exchange:
    """Puts a schedule in another's place, and that one back when something later fails."""

    def __init__(
        self, means: Means, mark: ManagedRow, old: str | None, before: Document | None, after: Document
    ) -> None:
        self._means, self._mark = means, mark
        self._old, self._before, self._after = old, before, after
        self._gone, self._made = False, ""

    def do(self) -> None:
        if self._old is not None:
            self._means.scheduler.delete_schedule(self._old)
            self._gone = True
        with _told_at_spec():
            self._made = self._means.scheduler.create_schedule(self._after, None)["id"]
        self._mark.state = self._made

    def undo(self) -> None:
        if self._made:
            self._means.scheduler.delete_schedule(self._made)
        if self._gone and self._before is not None:
            self._means.scheduler.create_schedule(self._before, None)


def living(scheduler: Scheduler) -> dict[str, Document]:
    """All schedules by name, page after page."""
    found: dict[str, Document] = {}
    query: dict[str, str | int] = {"limit": MOST}
    while True:
        page = scheduler.schedules(query)
        found |= {one["name"]: one for one in page["items"]}
        if not page["next"]:
            return found
        query = {"limit": MOST, "cursor": page["next"]}


@contextmanager
def _told_at_spec() -> Iterator[None]:
    """What is wrong with an order, told where the document says it."""
    try:
        yield
    except Refused as reason:
        if reason.status >= 500:
            raise
        place = "/procedure" if reason.code.startswith("procedure.") else ""
        found = reason.errors or [Complaint(place, reason.code, reason.detail)]
        placed = [replace(one, path=f"/spec{one.path.removesuffix('/')}") for one in found]
        raise Invalid(reason.code, reason.detail, placed) from reason


def digest(document: Mapping[str, Any]) -> str:
    """Of any JSON, the same for the same content."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(part for part in PARTS if before.get(part) != after.get(part))
