"""What runs in the interpreter on the host: when its connection ends, so does everything that was started over it."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import mitogen.core


@mitogen.core.takes_econtext
def settle(econtext: Any) -> str | None:
    """From now on the end of this interpreter, however it comes about, is the end of all its descendants.

    Answers the folder in which the session began and modules are to run, as with plain ssh; None when this user,
    who became another one there, may not enter it.
    """
    mitogen.core.listen(econtext.broker, "shutdown", end_descendants)
    with suppress(OSError):
        folder = str(Path.cwd())
        return folder if os.access(folder, os.X_OK) else None
    return None


def end_descendants() -> None:
    """Kill whatever descends from this process; those of another user end by themselves, by the same rule."""
    for pid in _descendants(os.getpid()):
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _descendants(ancestor: int) -> list[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parents[int(stat.parent.name)] = int(stat.read_bytes().rpartition(b")")[2].split()[1])
    found = [ancestor]
    for one in found:
        found.extend(pid for pid, parent in parents.items() if parent == one)
    return found[1:]
