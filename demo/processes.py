"""Finds and ends processes: whole trees of them, and everything that belongs to a folder."""

import ctypes
import os
import signal
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, Popen

import psutil

# The kernel ends a child when the thread that started it is gone, so that not even SIGKILL leaves anything
# behind. Start children from a thread that lives as long as they should.
_TIED_TO_PARENT = ("setpriv", "--pdeathsig", "TERM", "--")

_PR_SET_CHILD_SUBREAPER = 36


def start(command: Sequence[str], log: Path, env: Mapping[str, str], folder: Path) -> Popen[bytes]:
    """Starts `command` at the head of a process group of its own, its output appended to `log`."""
    with log.open("ab") as output:
        return Popen(
            [*_TIED_TO_PARENT, *command],
            stdin=DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(env),
            cwd=folder,
            start_new_session=True,
        )


def adopt_orphans() -> None:
    """Makes this process the parent of what its descendants leave behind: nothing escapes `tree`."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def tree(pids: Iterable[int]) -> list[psutil.Process]:
    """The living processes of `pids` and everything they started, children after their parents."""
    roots = set(pids)
    children: dict[int, list[int]] = {}
    living: dict[int, psutil.Process] = {}
    for process in psutil.process_iter(["ppid"]):
        living[process.pid] = process
        children.setdefault(process.info["ppid"], []).append(process.pid)
    found = [pid for pid in living if pid in roots]
    for pid in found:  # grows while it is walked
        found += [child for child in children.get(pid, []) if child not in found]
    return [living[pid] for pid in found if _runs(living[pid])]


def listening(processes: Iterable[psutil.Process]) -> set[int]:
    """The TCP ports on which these processes listen."""
    found: set[int] = set()
    for process in processes:
        with suppress(psutil.Error):
            found |= {
                each.laddr.port
                for each in process.net_connections("tcp")
                if each.status == psutil.CONN_LISTEN
            }
    return found


def belonging_to(folder: Path) -> list[psutil.Process]:
    """Processes whose command line, environment or working directory names `folder`, and what they started.

    The caller and its ancestors are left out: they may well have been told the folder's name.
    """
    mine = {os.getpid(), *(process.pid for process in psutil.Process().parents())}
    named = [p.pid for p in psutil.process_iter() if p.pid not in mine and _names(p, str(folder))]
    return [process for process in tree(named) if process.pid not in mine]


def end(processes: Sequence[psutil.Process], grace: float) -> list[psutil.Process]:
    """Asks the processes to end, kills what still runs after `grace` seconds; answers what still lives."""
    _signal(processes, signal.SIGTERM)
    stubborn = _wait(processes, grace)
    _signal(stubborn, signal.SIGKILL)
    return _wait(stubborn, 5)


def describe(process: psutil.Process) -> str:
    """One line for people: number and command."""
    try:
        return f"{process.pid} {' '.join(process.cmdline()) or process.name()}"[:160]
    except psutil.Error:
        return f"{process.pid} (gone)"


def _names(process: psutil.Process, text: str) -> bool:
    for source in (process.cmdline, process.environ, process.cwd):
        try:
            value = source()
        except (psutil.Error, OSError):
            continue
        words = value.values() if isinstance(value, dict) else [value] if isinstance(value, str) else value
        if any(text in word for word in words):
            return True
    return False


def _signal(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue


def _wait(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """What still runs after at most so many seconds."""
    deadline = time.monotonic() + seconds
    running = list(processes)
    while (running := [process for process in running if _runs(process)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return running


def _runs(process: psutil.Process) -> bool:
    """A zombie does not run: it only waits for its parent, which may be a container's lazy first process."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
