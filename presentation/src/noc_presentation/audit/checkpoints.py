"""Checkpoints: signed words about how far the chain went, kept in a file outside the database and in the log.

Whoever rewrites the database can't sign, and whoever cuts its end off leaves checkpoints of what is missing.
"""

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from noc_presentation.instants import text

ABOUT = "noc audit checkpoint 1"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """At this time the entry `seq` was the last one and had this hash."""

    seq: int
    hash: str
    at: str
    signature: str

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether the owner of the key has said so."""
        try:
            key.verify(base64.b64decode(self.signature, validate=True), _words(self.seq, self.hash, self.at))
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """The file, and the key that signs what goes into it."""

    path: Path
    key: Ed25519PrivateKey

    def add(self, seq: int, digest: str, now: datetime) -> None:
        """Say how far the chain goes; one line, whole or not at all. Raises OSError."""
        at = text(now)
        signature = base64.b64encode(self.key.sign(_words(seq, digest, at))).decode()
        line = json.dumps({"seq": seq, "hash": digest, "at": at, "signature": signature})
        descriptor = os.open(self.path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        try:
            os.write(descriptor, f"{line}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        log.info("audit.checkpoint", seq=seq, hash=digest, at=at, signed=signature)


def read_checkpoints(path: Path) -> Iterator[Checkpoint | None]:
    """What the file says, line by line; None for a line that can't be read."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                said = json.loads(line)
                seq, texts = said["seq"], [said[name] for name in ("hash", "at", "signature")]
                sound = type(seq) is int and all(isinstance(one, str) for one in texts)
                yield Checkpoint(seq, *texts) if sound else None
            except (ValueError, KeyError, TypeError):
                yield None


def _words(seq: int, digest: str, at: str) -> bytes:
    return f"{ABOUT}\n{seq}\n{digest}\n{at}".encode()
