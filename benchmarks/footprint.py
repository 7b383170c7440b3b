"""What processes take up: memory, shared pages counted once, and open files; now, or at its peak for a while."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from demo import processes

PERIOD_S = 1.0
MB = 1024.0


@dataclass(frozen=True)
class Footprint:
    """Megabytes (proportional share of what is shared) and open files of each part."""

    memory_mb: Mapping[str, float]
    files: Mapping[str, int]


def footprint(parts: Mapping[str, Sequence[int]]) -> Footprint:
    """What the parts take up now, with all they started."""
    memory, files = {}, {}
    for name, heads in parts.items():
        below = processes.tree(heads)
        memory[name] = sum(_megabytes(process.pid, ("Pss",)) for process in below)
        files[name] = sum(_open_files(process) for process in below)
    return Footprint(memory, files)


def private_mb(pid: int) -> float:
    """Megabytes that one process has for itself."""
    return _megabytes(pid, ("Private_Clean", "Private_Dirty"))


def children_of(pid: int) -> list[int]:
    """The processes that this one started itself and that still run."""
    return [each.pid for each in processes.tree([pid]) if each.ppid() == pid]


class Peaks:
    """The most that each part was seen to take up."""

    def __init__(self, parts: Mapping[str, Sequence[int]]) -> None:
        self._parts = parts
        self.memory_mb: dict[str, float] = {}
        self.files: dict[str, int] = {}

    def look(self) -> None:
        """Take one sample."""
        now = footprint(self._parts)
        for name, used in now.memory_mb.items():
            self.memory_mb[name] = max(used, self.memory_mb.get(name, 0.0))
        for name, held in now.files.items():
            self.files[name] = max(held, self.files.get(name, 0))


@contextmanager
def watching(parts: Mapping[str, Sequence[int]]) -> Iterator[Peaks]:
    """Looks once a second while the block runs, and once more at its end."""
    peaks, over = Peaks(parts), threading.Event()

    def run() -> None:
        while not over.wait(PERIOD_S):
            with suppress(psutil.Error):
                peaks.look()

    thread = threading.Thread(target=run, name="peaks", daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()
        peaks.look()


def _megabytes(pid: int, members: Sequence[str]) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0.0
    wanted = tuple(f"{member}:" for member in members)
    return sum(int(line.split()[1]) for line in lines if line.startswith(wanted)) / MB


def _open_files(process: psutil.Process) -> int:
    try:
        return int(process.num_fds())
    except psutil.Error:
        return 0
