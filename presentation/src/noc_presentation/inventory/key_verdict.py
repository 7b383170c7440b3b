"""What keys that a host shows mean, beside those that are known of it. Pure."""

from collections.abc import Sequence
from enum import StrEnum


class Verdict(StrEnum):
    """`matches`: it is the host we know; `unknown`: nothing is known of it; `changed`: it is not the host we know."""

    MATCHES = "matches"
    UNKNOWN = "unknown"
    CHANGED = "changed"


def judge(known: Sequence[str], seen: Sequence[str]) -> Verdict:
    """Keys are `TYPE BASE64`. A key of a type that is known must be a known one, and one of them must be shown.

    A host that shows only keys of other types than those we know has changed: anybody could make one.
    """
    if not known:
        return Verdict.UNKNOWN
    types = {key.partition(" ")[0] for key in known}
    comparable = [key for key in seen if key.partition(" ")[0] in types]
    return Verdict.MATCHES if comparable and set(comparable) <= set(known) else Verdict.CHANGED
