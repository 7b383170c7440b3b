"""Verifying the chain: every entry, every link, and every checkpoint ever signed; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from noc_presentation.audit.checkpoints import Checkpoint
from noc_presentation.audit.entries import BEGINNING, Entry, seal

MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that can't have come about by itself: at which entry, a stable code, words for people."""

    seq: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what was found; nothing found is a whole chain."""

    entries: int
    last_hash: str
    checkpoints: int
    findings: tuple[Finding, ...]


def verify(
    entries: Iterable[Entry], checkpoints: Iterable[Checkpoint | None], key: Ed25519PublicKey
) -> Report:
    """Look at the whole chain, in its order, against every checkpoint."""
    findings: list[Finding] = []
    signed = _signed(checkpoints, key, findings)
    count, expected, previous = 0, 1, BEGINNING
    for entry in entries:
        count += 1
        if entry.seq != expected:
            words = f"entries {expected} to {entry.seq - 1} are missing"
            findings.append(Finding(expected, "entry.missing", words))
        elif entry.previous != previous:
            findings.append(Finding(entry.seq, "chain.broken", "it doesn't follow the entry before it"))
        if seal(entry.seq, entry.said, entry.previous) != entry.hash:
            findings.append(Finding(entry.seq, "entry.changed", "it was changed after it was written"))
        told = signed.get(entry.seq, set())
        if told - {entry.hash}:
            words = "a checkpoint was signed over another entry in this place"
            findings.append(Finding(entry.seq, "chain.rewritten", words))
        expected, previous = entry.seq + 1, entry.hash
    furthest = max(signed, default=0)
    if furthest >= expected:
        words = f"the chain ends at {expected - 1}, but a checkpoint was signed at {furthest}"
        findings.append(Finding(expected, "tail.missing", words))
    if count and not signed:
        findings.append(Finding(expected - 1, "checkpoint.none", "no checkpoint vouches for this chain"))
    return Report(count, previous, sum(map(len, signed.values())), tuple(findings[:MOST_FINDINGS]))


def _signed(
    checkpoints: Iterable[Checkpoint | None], key: Ed25519PublicKey, findings: list[Finding]
) -> dict[int, set[str]]:
    signed: dict[int, set[str]] = {}
    for line, checkpoint in enumerate(checkpoints, start=1):
        if checkpoint is None or not checkpoint.is_signed_by(key):
            seq = 0 if checkpoint is None else checkpoint.seq
            words = f"line {line} of the checkpoints isn't signed with the audit key"
            findings.append(Finding(seq, "checkpoint.forged", words))
        else:
            signed.setdefault(checkpoint.seq, set()).add(checkpoint.hash)
    return signed
