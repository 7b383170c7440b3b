"""Every error this layer answers with, as one tree; `api/problems.py` alone turns them into HTTP.

NocError
├── InsecureKeyFile             a private key or token that others may read: the process refuses to start
├── BrokenBackup                a backup can't be made, read or restored; the text says why
├── InvalidKey                  a text or file that is no Ed25519 key
├── Misconfigured               a setting, file or pairing is wrong: the process refuses to start (exit 78)
└── Refused                     a request is answered with `status` and a stable `code`
    ├── Malformed           400 the request can't be read
    ├── Unauthenticated     401 who asks is not known, or the signature doesn't hold
    ├── Forbidden           403 known, but not allowed
    ├── NotFound            404
    ├── Conflict            409 it contradicts what is stored
    ├── NeedsLength         411 a body must say how long it is
    ├── Stale               412 somebody else changed it in the meantime
    ├── TooLarge            413
    ├── UnsupportedMedia    415
    ├── Invalid             422 readable, but wrong; carries every complaint at once
    ├── NeedsPrecondition   428 it would overwrite blindly
    ├── TooMany             429 it was tried too often; says when to come again
    ├── RefusedElsewhere        the scheduler said no; its status and code are kept
    └── Unavailable         503 something this layer needs doesn't answer; try again
        └── NoAnswer        504 it was asked to do something and hasn't answered; it may have done it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
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


class Misconfigured(NocError):
    """The process can't start like this: where it is wrong, why, and what to do about it."""

    def __init__(self, where: str, reason: str, fix: str) -> None:
        super().__init__(f"{where}: {reason}; {fix}")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with a document: a JSON pointer, a stable code, words for people, perhaps a line."""

    path: str
    code: str
    message: str
    line: int | None = None


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


class NeedsLength(Refused):
    """A body of unknown length, whose limit could not be held before reading it."""

    status = 411


class Stale(Refused):
    """What the caller saw is no longer what is stored."""

    status = 412


class TooLarge(Refused):
    """The body is over the limit; it was not parsed."""

    status = 413


class UnsupportedMedia(Refused):
    """The body is not UTF-8 JSON sent as such."""

    status = 415


class Invalid(Refused):
    """The request is readable and wrong; nothing was stored."""

    status = 422


class NeedsPrecondition(Refused):
    """The caller must say which state it means to change."""

    status = 428


class TooMany(Refused):
    """It was tried too often; it may be tried again after `retry_after`."""

    status = 429

    def __init__(self, code: str, detail: str, retry_after: timedelta) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after


class RefusedElsewhere(Refused):
    """Another layer refused what we passed on; `status` is the one it gave."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: Sequence[Complaint] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code, detail, errors, extra or {})
        self.status = status


class Unavailable(Refused):
    """Something this layer depends on doesn't answer."""

    status = 503


class NoAnswer(Unavailable):
    """What was asked for may have been done; asked again under the same Idempotency-Key it is done once."""

    status = 504
