"""What has become of an execution, in one sentence, written by rule from counts and a few names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from noc_scheduler.flowchart.vocabulary import Status

#: At most so many hosts are named for each way to end; the rest is a number.
MOST_NAMED = 3
WORDS = {"timed_out": "timed out"}


@dataclass(frozen=True, slots=True)
class Ending:
    """Hosts that ended in the same way at the same node; `names` are the first of them."""

    word: str
    node: str | None
    names: Sequence[str]
    count: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentence is written from. `seconds` run from the start to the end, or until now."""

    status: str
    counts: Mapping[str, int]
    endings: Sequence[Ending]
    changed: int
    seconds: float | None
    reason: str | None = None
    waiting_for: str | None = None
    held: str | None = None


def sentence(facts: Facts) -> str:
    """`4 of 6 hosts ok in 12 s; web5 unreachable; web3 failed at restart; 2 changed`."""
    total = sum(facts.counts.values())
    if not total:
        return _without_hosts(facts)
    ok = facts.counts.get(Status.SUCCEEDED, 0)
    active = [
        f"{facts.counts[status]} {status}"
        for status in (Status.RUNNING, Status.WAITING, Status.QUEUED)
        if facts.counts.get(status)
    ]
    time = "" if facts.seconds is None else f" {'after' if active else 'in'} {duration(facts.seconds)}"
    parts = [f"{ok} of {total} {'host' if total == 1 else 'hosts'} ok{time}", *active]
    parts += [_ending(ending) for ending in facts.endings]
    if facts.changed:
        parts.append(f"{facts.changed} changed")
    if active and facts.held:
        parts.append(facts.held)
    elif active and facts.waiting_for:
        parts.append(facts.waiting_for)
    return "; ".join(parts)


def duration(seconds: float) -> str:
    """`340 ms`, `12 s`, `3 min 5 s`, `2 h 7 min`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _without_hosts(facts: Facts) -> str:
    if facts.status == Status.QUEUED:
        return facts.waiting_for or "waiting to start"
    return (
        f"{facts.status} before any host: {facts.reason}"
        if facts.reason
        else f"{facts.status} before any host"
    )


def _ending(ending: Ending) -> str:
    named = list(ending.names[:MOST_NAMED])
    rest = ending.count - len(named)
    names = ", ".join(named) + (f" and {rest} more" if rest else "")
    place = f" at {ending.node}" if ending.word == Status.FAILED and ending.node else ""
    return f"{names} {WORDS.get(ending.word, ending.word)}{place}"
