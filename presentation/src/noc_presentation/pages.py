"""Lists in pages: what is asked for, what is answered, and cursors that callers can't read meaning into."""

import base64
from dataclasses import dataclass
from typing import Generic, TypeVar

from noc_presentation.errors import Complaint, Invalid

Item = TypeVar("Item")
MOST = 200
USUAL = 50


@dataclass(frozen=True, slots=True)
class PageRequest:
    """At most `limit` items after the one that `cursor` names; from the beginning when it is None."""

    limit: int = USUAL
    cursor: str | None = None

    def after(self) -> str | None:
        """The key the page begins after; raises Invalid for a cursor we never gave."""
        return None if self.cursor is None else _decode(self.cursor)


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page; `next` is None at the end."""

    items: list[Item]
    next: str | None


def cursor(key: str) -> str:
    """The opaque form of a key."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _decode(text: str) -> str:
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        key = ""
    if not key or "\x00" in key or cursor(key) != text:
        complaint = Complaint("/cursor", "cursor.invalid", "is no cursor of this list")
        raise Invalid("cursor.invalid", "the cursor is none of ours", (complaint,))
    return key
