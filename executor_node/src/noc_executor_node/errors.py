"""Every error this layer answers with, as one tree; `api/problems.py` alone turns them into HTTP.

NocError
├── HandLost                    nobody knows what came of an attempt: it is abandoned, its lease ends
├── InsecureKeyFile             a private key or token that others may read: the process refuses to start
├── InvalidKey                  a text or file that is no Ed25519 key
├── Misconfigured               settings, pairing or profiles can't be worked with: the process ends with 78
├── NotRun                      an attempt ends before Ansible is started; carries its outcome
├── CatalogueNotMade            Ansible can't be asked what its modules take
├── SchedulerSilent             no scheduler in the list answers
├── SchedulerRefused            a scheduler answers no, with its status and code
└── Refused                     a request is answered with `status` and a stable `code`
    ├── Malformed           400 the request can't be read
    ├── Unauthenticated     401 who asks is not known, or the signature doesn't hold
    ├── Forbidden           403 known, but not allowed
    ├── NotFound            404
    ├── Conflict            409 it contradicts what is stored
    ├── UnsupportedMedia    415
    ├── Invalid             422 readable, but wrong; carries every complaint at once
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


class InvalidKey(NocError):
    """A text or file that holds no Ed25519 key."""


class Misconfigured(NocError):
    """What a process was given can't be worked with: where, why, and what helps."""

    def __init__(self, where: object, reason: str, fix: str) -> None:
        super().__init__(f"{where}: {reason}; {fix}")


class NotRun(NocError):
    """An attempt that ends before Ansible is started; `outcome` is what it ends with."""

    def __init__(self, outcome: str, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")
        self.outcome, self.code = outcome, code


class CatalogueNotMade(NocError):
    """Ansible gave no answer about its modules."""


class SchedulerSilent(NocError):
    """None of the schedulers this executor node knows gave an answer."""


class SchedulerRefused(NocError):
    """A scheduler's clear no; `body` is its problem document, as far as it could be read."""

    def __init__(self, status: int, code: str, body: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.body = status, code, body


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


class UnsupportedMedia(Refused):
    """The body is not UTF-8 JSON sent as such."""

    status = 415


class Invalid(Refused):
    """The request is readable and wrong; nothing was stored."""

    status = 422


class Unavailable(Refused):
    """Something this layer depends on doesn't answer."""

    status = 503


class HandLost(NocError):
    """The process that ran a module is gone, and what came of the module is not known; nothing is said about it."""
