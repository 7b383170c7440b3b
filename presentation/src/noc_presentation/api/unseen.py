"""What an order names is denied in the same words whether it may not be seen or is not there."""

from collections.abc import Iterator
from contextlib import contextmanager

from noc_presentation.api import authorise, current
from noc_presentation.errors import Invalid
from noc_presentation.inventory.model import Target
from noc_presentation.names import folded
from noc_presentation.permissions.rights import Kind, Rights, Thing
from noc_presentation.permissions.verbs import Verb

#: What is wrong with a target whose names lead nowhere.
NOBODY = frozenset(
    {"target.unknown", "target.unknown_group", "target.unknown_host", "target.empty"},
)


@contextmanager
def looked_up(verb: Verb, procedure: str | None, target: Target) -> Iterator[None]:
    """Stands around looking up an order and asking for the rights on all it reaches.

    The procedure's right is asked before it is looked for. Whoever may see all that is named is told what is not there.
    """
    if procedure is not None:
        authorise.require(verb, [Thing.called(Kind.PROCEDURE, procedure)])
    try:
        yield
    except Invalid as error:
        if error.code not in NOBODY or _sees(current.rights(), target):
            raise
        raise authorise.denial(verb, authorise.A_GROUP) from error


def _sees(rights: Rights, target: Target) -> bool:
    seen = rights.names(Verb.INVENTORY_READ, Kind.GROUP)
    return seen is None or (not target.hosts and {folded(name) for name in target.groups} <= seen)
