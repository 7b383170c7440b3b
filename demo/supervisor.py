"""Keeps named processes: a log for each, notice when one dies, another start, an end for all that they started."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from subprocess import Popen

from demo import processes

GRACE = 10.0  # seconds that a process has to finish what it does when it is asked to end
LOG_LINES_SHOWN = 15
SETTLED = 5.0  # seconds that a process has run before it is worth starting again


class ProcessDied(Exception):
    """A process that should run does not; the text holds the end of its log."""


class StillRunning(Exception):
    """Processes that cannot be ended; the text names them."""


class Supervisor:
    """Processes by name, all working in `folder`; their logs are `folder`/logs/NAME.log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs = folder / "logs"
        self._running: dict[str, Popen[bytes]] = {}
        self._orders: dict[str, tuple[Sequence[str], Mapping[str, str]]] = {}
        self._since: dict[str, float] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._running)

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
        """Starts a process under a name that no running process has."""
        if name in self._running:
            raise ValueError(f"{name} already runs")
        self.logs.mkdir(parents=True, exist_ok=True)
        self._orders[name] = command, env
        self._start(name)

    def _start(self, name: str) -> None:
        command, env = self._orders[name]
        self._running[name] = processes.start(command, self.log(name), env, self.folder)
        self._since[name] = time.monotonic()

    def check(self) -> None:
        """Raises ProcessDied for the first process that ended by itself."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise ProcessDied(f"{name} ended with {process.returncode}:\n{self.last_words(name)}")

    def revive(self) -> list[str]:
        """Starts again what ended by itself; its names.

        Raises ProcessDied for one that ended as soon as it was started: it would do so for ever.
        """
        dead = [name for name, process in self._running.items() if process.poll() is not None]
        for name in dead:
            if time.monotonic() - self._since[name] < SETTLED:
                self.check()
            self._start(name)
        return dead

    def listening(self) -> set[int]:
        """The TCP ports on which the processes or what they started listen."""
        return processes.listening(processes.tree(each.pid for each in self._running.values()))

    def last_words(self, name: str) -> str:
        """The end of a process's log."""
        log = self.log(name)
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return "\n".join(lines[-LOG_LINES_SHOWN:]) or "(it logged nothing)"

    def stop(self, *names: str) -> None:
        """Ends the named processes, or all; raises StillRunning if something of theirs cannot be ended."""
        ending = {name: self._running[name] for name in names or self._running}
        # Only the heads are asked: each of them ends its own workers in order. What they leave is ended here.
        heads = [process.pid for process in ending.values()]
        everything = processes.tree(heads)
        processes.end([each for each in everything if each.pid in heads], GRACE)
        left = processes.end([*everything, *processes.tree(heads)], grace=1)
        for name, process in ending.items():
            process.wait()
            del self._running[name]
        if left:
            raise StillRunning("; ".join(processes.describe(process) for process in left))
