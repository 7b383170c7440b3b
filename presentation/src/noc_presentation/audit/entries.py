"""Entries of the audit chain and their seals; pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from noc_presentation.instants import text

#: What the first entry seals.
BEGINNING = "0" * 64
MOST_OBJECT = 512


class Outcome(StrEnum):
    """What became of an act. `asked`: recorded before another layer was told; its answer is the next word."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry tells: nothing of a request's body but the name of what it was about."""

    at: datetime
    actor: Mapping[str, Any]
    source: str
    verb: str
    object: str
    outcome: str
    request_id: str
    status: int | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the chain; `seq` counts from 1 without gaps."""

    seq: int
    said: Said
    previous: str
    hash: str


def sealed(seq: int, said: Said, previous: str) -> Entry:
    """The entry that follows the one with the hash `previous`."""
    return Entry(seq, said, previous, seal(seq, said, previous))


def seal(seq: int, said: Said, previous: str) -> str:
    """The hash over the entry before and everything this one tells, in hexadecimal."""
    document = {**asdict(said), "at": text(said.at), "actor": dict(said.actor), "seq": seq}
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()
