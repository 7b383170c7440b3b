"""The marks on objects that come from files, and whether somebody changed one by hand since."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from noc_presentation.documents.outcome import Means
from noc_presentation.names import folded
from noc_presentation.store import managed
from noc_presentation.store.base import new_id
from noc_presentation.store.managed import ManagedRow

HOST, GROUP, PROCEDURE, SCHEDULE = "Host", "Group", "Procedure", "Schedule"


@dataclass(frozen=True, slots=True)
class Mark:
    """Which document of which source brought an object, when, and whether it was changed by hand since."""

    document: str
    source: str
    applied_at: datetime
    changed_by_hand: bool


def marks(session: Session, kind: str, states: Mapping[str, str]) -> dict[str, Mark]:
    """From the name as given to its mark, for those that come from files; `states` is how they are now."""
    rows = managed.of_names(session, kind, [folded(name) for name in states])
    found = {}
    for name, state in states.items():
        if (row := rows.get(folded(name))) is not None:
            found[name] = Mark(row.document, row.source, row.applied_at, row.state != state)
    return found


def description_state(description: str) -> str:
    """The state of a group, for its mark."""
    return hashlib.sha256(description.encode()).hexdigest()


def leave(
    means: Means,
    known: ManagedRow | None,
    kind: str,
    name: str,
    document: str,
    state: str,
    body: dict[str, Any] | None = None,
) -> ManagedRow:
    """Mark an object as brought by `document` in this `state`; what is marked so already stays as it is."""
    if known is None:
        known = ManagedRow(id=new_id(), kind=kind, name=folded(name))
        means.session.add(known)
    elif (known.document, known.source, known.state, known.body) == (document, means.source, state, body):
        return known
    known.document, known.source, known.state, known.body = document, means.source, state, body
    known.applied_at, known.applied_by = means.now, means.actor.document()
    return known
