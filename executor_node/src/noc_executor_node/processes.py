"""Processes of this machine as /proc shows them: which live, and who descends from whom."""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
#: Some fifty numbers and a name of 64 bytes at most.
MOST_STAT = 4_096


@dataclass(frozen=True, slots=True)
class ProcessId:
    """One process for good: its number, and when it began (clock ticks since the machine's start)."""

    pid: int
    started: int


def machine_boot() -> str:
    """Another text after each start of the machine; without one that the kernel gives, always the same."""
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unknown"


def process_id(pid: int) -> ProcessId | None:
    """The process that has this number now; None when there is none, or only what its parent hasn't buried."""
    fields = _stat(pid)
    return None if fields is None or fields[0] in "ZX" else ProcessId(pid, int(fields[19]))


def is_alive(process: ProcessId) -> bool:
    """Whether exactly this process still runs."""
    return process_id(process.pid) == process


def children(parent: int) -> list[int]:
    """The numbers of the living processes that `parent` has started itself."""
    stats = ((pid, _stat(pid)) for pid in all_pids())
    return [pid for pid, fields in stats if fields and fields[0] not in "ZX" and int(fields[1]) == parent]


def descendants(ancestor: int) -> list[int]:
    """The numbers of all living processes below `ancestor`, nearest first."""
    children: dict[int, list[int]] = defaultdict(list)
    for pid in all_pids():
        fields = _stat(pid)
        if fields is not None and fields[0] not in "ZX":
            children[int(fields[1])].append(pid)
    found: list[int] = list(children[ancestor])
    for pid in found:
        found.extend(children[pid])
    return found


def all_pids() -> Iterator[int]:
    """The numbers of all processes."""
    return (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())


def _stat(pid: int) -> list[str] | None:
    """What stands in /proc/PID/stat after the name: state, parent's number, and so on."""
    try:
        file = os.open(f"{PROC}/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)  # asked for with every attempt
        try:
            text = os.read(file, MOST_STAT)
        finally:
            os.close(file)
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(b")")[2].decode().split()
