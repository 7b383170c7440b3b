"""Which credentials a host gets: those bound to its groups, one for each use; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from noc_presentation.credentials.vocabulary import Use
from noc_presentation.errors import Invalid
from noc_presentation.names import folded

#: The host variable that picks among several: a name, or a list of names.
VARIABLE = "noc_credentials"
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Bound:
    """A credential that is not revoked, and the folded names of the groups whose hosts it is for."""

    name: str
    use: Use
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """The names a host gets, sorted, and why it gets nothing at all where that is so."""

    names: tuple[str, ...] = ()
    problem: str | None = None


def check_names(value: object) -> None:
    """Raises Invalid unless `value` names credentials."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not 0 < len(names) <= MOST_NAMES:
        raise Invalid("var.value_invalid", f"{VARIABLE} is a credential's name, or 1 to {MOST_NAMES} of them")
    if not all(isinstance(name, str) and 0 < len(name) <= 128 for name in names):
        raise Invalid("var.value_invalid", f"{VARIABLE} holds something that is no credential's name")


def choose(groups: Iterable[str], picked: Any, known: Sequence[Bound]) -> Choice:
    """What a host in these groups gets, whose variable picks these names (None: it picks none).

    A host can only pick what is bound to one of its groups. With several for one use it must.
    """
    here = {folded(group) for group in groups}
    offered = [one for one in known if here & one.groups]
    names = [picked] if isinstance(picked, str) else picked or []
    wanted = {folded(str(name)) for name in names}
    missing = sorted(
        str(name) for name in names if folded(str(name)) not in {folded(o.name) for o in offered}
    )
    if missing:
        return Choice(_sorted(offered), f"credential {missing[0]!r} is not bound to any of the host's groups")
    chosen = []
    for use in Use:
        several = [one for one in offered if one.use is use]
        of_wanted = [one for one in several if folded(one.name) in wanted]
        fitting = of_wanted or several
        if len(fitting) > 1:
            words = ", ".join(repr(name) for name in _sorted(fitting)[:3])
            return Choice(_sorted(offered), f"several credentials for {use}: {words}; pick one in {VARIABLE}")
        chosen += fitting
    return Choice(_sorted(chosen))


def _sorted(credentials: Iterable[Bound]) -> tuple[str, ...]:
    return tuple(sorted(one.name for one in credentials))
