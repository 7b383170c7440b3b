"""Killing without warning: whole trees of processes, what they have detached, and single executors."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path

import psutil

from demo import processes


def tree_of(pids: Iterable[int], attempts_folder: Path | None = None) -> list[psutil.Process]:
    """The processes of `pids`, what they started, and what their attempts have detached."""
    found = {each.pid: each for each in processes.tree(pids)}
    if attempts_folder is not None:
        found |= {each.pid: each for each in of_attempts(attempts_folder)}
    return list(found.values())


def of_attempts(attempts_folder: Path) -> list[psutil.Process]:
    """The processes whose home is an attempt's private folder: ansible, ssh, and what holds connections open."""
    return [each for each in psutil.process_iter() if _home(each).startswith(f"{attempts_folder}/")]


def at_once(look: Callable[[], list[psutil.Process]]) -> int:
    """SIGKILL to everything that `look` finds, stopped first so that nothing escapes by forking; how many."""
    stopped: set[int] = set()
    while fresh := [each for each in look() if each.pid not in stopped]:
        send(fresh, signal.SIGSTOP)
        stopped |= {each.pid for each in fresh}
    for pid in stopped:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_gone(stopped)
    return len(stopped)


def send(targets: Iterable[psutil.Process], number: signal.Signals) -> None:
    for each in targets:
        with suppress(psutil.Error):
            each.send_signal(number)


def wait_gone(pids: Iterable[int], seconds: float = 60) -> None:
    """Until none of these runs any more."""
    deadline = time.monotonic() + seconds
    while left := [each for each in processes.tree(pids) if each.pid in set(pids)]:
        assert time.monotonic() < deadline, [processes.describe(each) for each in left]
        time.sleep(0.01)


def running_attempts(journal: Path, execution: str = "") -> dict[str, int]:
    """What an executor node's journal says is running (of one execution): attempt → the executor child's pid."""
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True, timeout=10)) as connection:
        rows = connection.execute(
            "SELECT id, pid FROM attempts WHERE state = 'running' AND instr(document, ?)", (execution,)
        )
        return dict(rows.fetchall())


def _home(process: psutil.Process) -> str:
    try:
        return process.environ().get("HOME", "")
    except (psutil.Error, OSError):
        return ""
