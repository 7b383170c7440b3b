"""What may become of an executor node: the table of its standings; pure."""

from collections.abc import Mapping
from enum import StrEnum

from noc_presentation.errors import Conflict


class Standing(StrEnum):
    """How an executor node stands; only an authorised one is given anything."""

    PENDING = "pending"
    AUTHORISED = "authorised"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Shown(StrEnum):
    """How one that is authorised stands meanwhile."""

    DRAINING = "draining"
    STOPPING = "stopping"


class Decision(StrEnum):
    """What an administrator may decide."""

    AUTHORISE = "authorise"
    SUSPEND = "suspend"
    REVOKE = "revoke"


#: Whatever is not in here is refused. Deciding the same again changes nothing; revoked is for good.
TRANSITIONS = {
    (Standing.PENDING, Decision.AUTHORISE): Standing.AUTHORISED,
    (Standing.PENDING, Decision.SUSPEND): Standing.SUSPENDED,
    (Standing.PENDING, Decision.REVOKE): Standing.REVOKED,
    (Standing.AUTHORISED, Decision.AUTHORISE): Standing.AUTHORISED,
    (Standing.AUTHORISED, Decision.SUSPEND): Standing.SUSPENDED,
    (Standing.AUTHORISED, Decision.REVOKE): Standing.REVOKED,
    (Standing.SUSPENDED, Decision.AUTHORISE): Standing.AUTHORISED,
    (Standing.SUSPENDED, Decision.SUSPEND): Standing.SUSPENDED,
    (Standing.SUSPENDED, Decision.REVOKE): Standing.REVOKED,
    (Standing.REVOKED, Decision.REVOKE): Standing.REVOKED,
}


def after(standing: Standing, decision: Decision) -> Standing:
    """The standing that follows; raises Conflict where the table has none."""
    following = TRANSITIONS.get((standing, decision))
    if following is None:
        raise Conflict(
            f"executor_node.{standing}",
            f"an executor node that is {standing} can't be {decision}d; it has to enrol with a new key",
        )
    return following


def standing_of(*words: str | None) -> Standing:
    """The strictest of what the layers say; a word nobody knows counts as pending."""
    order = (Standing.REVOKED, Standing.SUSPENDED, Standing.PENDING, Standing.AUTHORISED)
    known = {Standing(word) if word in set(Standing) else Standing.PENDING for word in words if word}
    return next((standing for standing in order if standing in known), Standing.PENDING)


def shown_as(
    status: str | None, decided: str | None, key_mismatch: bool, draining: object
) -> Standing | Shown:
    """What it is now, in one word: by both layers, its key, and what people want of one that is let in.

    `status` and `draining` are the scheduler's, which suspends one that was stopped; `decided` is the last word here.
    """
    standing = standing_of(status, decided)
    if standing is not Standing.AUTHORISED:
        return standing
    if key_mismatch:
        return Standing.PENDING
    if isinstance(draining, Mapping):
        return Shown.STOPPING if draining.get("until") == Standing.SUSPENDED else Shown.DRAINING
    return standing
