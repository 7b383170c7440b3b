"""CPU seconds by process tree: what a contender's side spent, and what the hosts spent, apart."""

import os
import resource
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
#: Processes that belong to no head: connections that were left to themselves.
STRAYS = "connections"
COMMANDS = "commands"


@dataclass(frozen=True)
class Spent:
    """CPU seconds of each part of a contender, and of the hosts."""

    parts: Mapping[str, float]
    targets: float

    @property
    def controller(self) -> float:
        return sum(self.parts.values())

    def since(self, before: "Spent") -> "Spent":
        """What was spent between two looks; a process that has gone unwaited takes its seconds along."""
        parts = {name: max(0.0, used - before.parts.get(name, 0.0)) for name, used in self.parts.items()}
        return Spent(parts, max(0.0, self.targets - before.targets))


@dataclass(frozen=True)
class _Process:
    parent: int
    seconds: float


def spent(parts: Mapping[str, Sequence[int]], targets: Sequence[int], bystanders: Collection[int]) -> Spent:
    """What has been spent until now below the heads of each part, below the hosts' servers, and by commands
    that this process waited for. Children of this process that are nobody's, `bystanders` excepted, count too."""
    table = _processes()
    children: dict[int, list[int]] = {}
    for pid, process in table.items():
        children.setdefault(process.parent, []).append(pid)
    known = {*targets, *bystanders, *(pid for heads in parts.values() for pid in heads)}
    strays = [pid for pid in children.get(os.getpid(), []) if pid not in known]
    of_targets = [pid for pid in strays if _is_of_a_target(pid)]
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)
    sides = {name: _below(heads, table, children) for name, heads in parts.items()}
    sides[STRAYS] = _below([pid for pid in strays if pid not in of_targets], table, children)
    sides[COMMANDS] = waited.ru_utime + waited.ru_stime
    return Spent(sides, _below([*targets, *of_targets], table, children))


def _below(heads: Iterable[int], table: Mapping[int, _Process], children: Mapping[int, list[int]]) -> float:
    """Their own seconds, those of everything alive below them, and those of all that ended and was waited for."""
    found = [pid for pid in heads if pid in table]
    for pid in found:  # grows while it is walked
        found += children.get(pid, [])
    return sum(table[pid].seconds for pid in found)


def _processes() -> dict[int, _Process]:
    found = {}
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                # The name in brackets may hold anything; what follows the last bracket is numbers.
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                found[int(entry.name)] = _Process(int(fields[1]), sum(map(int, fields[11:15])) / TICKS)
    return found


def _is_of_a_target(pid: int) -> bool:
    """Something that a session left behind on a host."""
    try:
        return b"\0SSH_CONNECTION=" in b"\0" + (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return False
