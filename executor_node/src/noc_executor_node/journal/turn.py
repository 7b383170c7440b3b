"""Whose turn it is to write: threads and processes queue in the kernel, which wakes the next one at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Turn:
    """A place in the queue; every thread needs its own, and every process after a fork, or they would share one lock.

    Whoever dies in its turn leaves it to the next. Only how long is waited depends on this: that there is one writer at
    a time is SQLite's business, which would have the others look again ever more rarely.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    def __del__(self) -> None:
        os.close(self._file)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for it, and give it back when the block ends."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
