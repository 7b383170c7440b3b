"""The credentials of hosts, by name: what the scheduler is told with the targets, and what counts at each attempt."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from noc_presentation.credentials.choosing import VARIABLE, Bound, Choice, choose
from noc_presentation.credentials.vocabulary import Use
from noc_presentation.names import folded
from noc_presentation.store import credentials as store


def bound(session: Session) -> list[Bound]:
    """Every credential that may be given out, with its groups."""
    return [
        Bound(row.name, Use(row.use), frozenset(folded(group) for group in row.groups))
        for row in store.usable(session)
    ]


def picked_by(variables: Mapping[str, Any]) -> str | tuple[str, ...] | None:
    """The credentials that a host's variable names, if it has one."""
    picked = variables.get(VARIABLE)
    return tuple(picked) if isinstance(picked, list) else picked


def choice_for(groups: tuple[str, ...], variables: Mapping[str, Any], known: list[Bound]) -> Choice:
    """What a host gets."""
    return choose(groups, picked_by(variables), known)
