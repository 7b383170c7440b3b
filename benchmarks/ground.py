"""What every contender of a comparison stands on: a folder that disappears, the SSH fleet, a cache of environments."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import Environments
from benchmarks.fleet import BenchFleet
from demo import processes

Say = Callable[[str], None]
TARGET_PYTHONS = ("/usr/bin/python3", "/usr/local/bin/python3")


@dataclass(frozen=True)
class Load:
    """How much is done at once: every host walks all steps, one after the other."""

    hosts: int
    steps: int

    @property
    def host_tasks(self) -> int:
        return self.hosts * self.steps


@dataclass(frozen=True)
class Ground:
    """`target_python` is the interpreter that every contender is told to use on the hosts."""

    folder: Path
    fleet: BenchFleet
    environments: Environments
    say: Say
    target_python: str

    def room(self, name: str) -> Path:
        """An empty folder of this name, whose path is short enough for sockets."""
        folder = self.folder / name
        folder.mkdir(mode=0o711, exist_ok=True)
        return folder


def cache_folder() -> Path:
    """Where baselines stay installed between two comparisons."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("NOC_BENCH_CACHE") or Path(base) / "noc-bench")


@contextmanager
def ground(hosts: int, say: Say, listening: bool = True) -> Iterator[Ground]:
    """The ground with so many SSH hosts; nothing of it is left afterwards but the cache.

    Hosts that are not `listening` only have an address and a key, for work that never reaches them.
    """
    processes.adopt_orphans()  # connections that outlive their command count for whoever opened them
    folder = Path(tempfile.mkdtemp(prefix="nocb-"))
    folder.chmod(0o711)  # PostgreSQL's own user must get through
    python = next((each for each in TARGET_PYTHONS if Path(each).exists()), sys.executable)
    fleet = BenchFleet(folder / "f", hosts)
    try:
        if listening:
            say(f"starting an SSH fleet of {hosts} hosts")
        fleet.start(listening)
        yield Ground(folder, fleet, Environments(cache_folder(), say), say, python)
    finally:
        fleet.stop()
        processes.end(processes.belonging_to(folder), grace=3)
        shutil.rmtree(folder, ignore_errors=True)
