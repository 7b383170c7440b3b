"""Every error this layer answers with, as one tree; `api/problems.py` alone turns them into HTTP.

NocError
├── InsecureKeyFile             a private key or token that others may read: the process refuses to start
├── BrokenBackup                a backup can't be made, read or restored; the text says why
├── InvalidKey                  a text or file that is no Ed25519 key
├── WrongSettings               environment or state folder can't be worked with; the process ends with 78
├── BrokenArchive               the file of a finished execution is missing or not what was written
├── Overtaken                   somebody else changed the row meanwhile; the transaction is tried again
└── Refused                     a request is answered with `status` and a stable `code`
    ├── Malformed           400 the request can't be read
    ├── Unauthenticated     401 who asks is not known, or the signature doesn't hold
    ├── Forbidden           403 known, but not allowed
    ├── NotFound            404
    ├── Conflict            409 it contradicts what is stored
    ├── Gone                410 it was here and has been put away
    ├── UnsupportedMedia    415
    ├── Invalid             422 readable, but wrong; carries every complaint at once
    ├── TooMany             429 more of these than there may be at a time
    └── Unavailable         503 something this layer needs doesn't answer; try again
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class NocError(Exception):
    """The root of all errors of this layer."""


class InsecureKeyFile(NocError):
    """A file with a private key or token whose mode lets others read it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} may be read by others; make it yours alone: chmod 600 {path}")


class BrokenBackup(NocError):
    """A backup can't be made, read or restored; the text says why."""


class InvalidKey(NocError):
    """A text or file that holds no Ed25519 key."""


class WrongSettings(NocError):
    """The environment can't be worked with; the message names the setting, the reason and the fix."""


class BrokenArchive(NocError):
    """A file that was put away is missing, incomplete or not what was written."""


class Overtaken(NocError):
    """A compare-and-swap found another number than it read: whoever tries again reads anew."""


#: At most so many complaints are named where a refusal is told in one line.
MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with a document: a JSON pointer, a stable code, words for people."""

    path: str
    code: str
    message: str


@dataclass(eq=False)
class Refused(NocError):
    """A request that gets a clear no; `extra` holds further members of the problem document."""

    code: str
    detail: str
    errors: Sequence[Complaint] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    status = 500

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"

    def with_places(self) -> str:
        """The same with where each thing is wrong and in which way, never what was said there."""
        named = [f"{each.path} {each.code}" for each in self.errors[:MOST_PLACES]]
        more = ["…"] if len(self.errors) > MOST_PLACES else []
        return f"{str(self).removesuffix('; see errors')}{': ' if named else ''}{', '.join([*named, *more])}"


class Malformed(Refused):
    """The request can't be read."""

    status = 400


class Unauthenticated(Refused):
    """The caller is unknown or its signature doesn't hold."""

    status = 401


class Forbidden(Refused):
    """The caller is known and may not do this."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or not for this caller."""

    status = 404


class Conflict(Refused):
    """The request contradicts what is stored."""

    status = 409


class Gone(Refused):
    """It was here once and has been put away; `extra` says where."""

    status = 410


class UnsupportedMedia(Refused):
    """The body is not UTF-8 JSON sent as such."""

    status = 415


class Invalid(Refused):
    """The request is readable and wrong; nothing was stored."""

    status = 422


class TooMany(Refused):
    """There are as many of these as there may be; try again when some are dealt with."""

    status = 429


class Unavailable(Refused):
    """Something this layer depends on doesn't answer."""

    status = 503
