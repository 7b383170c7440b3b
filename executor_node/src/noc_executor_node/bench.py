"""The bench: executors that have just worked sit here for a moment, and are called without a message of the broker."""

import os
import select
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ONE = b"."


class Bench:
    """Two named pipes: a byte for each executor that sits, and a byte for each that is called.

    Nothing depends on the numbers being right: who is called in vain finds nothing to do, and who is not called is
    found by the heartbeat. Whoever sits needs its own Bench, opened after the fork.
    """

    def __init__(self, folder: Path) -> None:
        self._seats = _pipe(folder / "bench.seats")
        self._calls = _pipe(folder / "bench.calls")

    def call(self, most: int) -> int:
        """Wake up to so many of those that sit; answers how many."""
        taken = _take(self._seats, most)
        _put(self._calls, taken)
        return taken

    def sit(self, seconds: float, unless: Callable[[], bool]) -> bool:
        """Wait to be called, or for nothing if `unless` holds once we sit; False when nobody has called in time."""
        _put(self._seats, 1)
        # What came before we sat called nobody: it is ours to find. What comes now finds us sitting.
        if unless():
            _take(self._seats, 1)
            return True
        if self._called(seconds):
            return True
        # Without a byte to take back, somebody has just called.
        return not _take(self._seats, 1) and self._called(seconds)

    def clear(self) -> None:
        """Forget who sat and who was called; for a start of the executors, when nobody sits."""
        for pipe in (self._seats, self._calls):
            while _take(pipe, 1_000):
                pass

    def close(self) -> None:
        """Close both pipes; twice is no harm."""
        for pipe in (self._seats, self._calls):
            with suppress(OSError):
                os.close(pipe)
        self._seats = self._calls = -1

    def _called(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        waiting = select.poll()
        waiting.register(self._calls, select.POLLIN)
        while (left := until - time.monotonic()) > 0:
            if waiting.poll(left * 1_000) and _take(self._calls, 1):
                return True
        return False


def _pipe(path: Path) -> int:
    if (
        path.exists() and not path.is_fifo()
    ):  # in a copy of the folder, say; nobody can sleep over a plain file
        path.unlink(missing_ok=True)
    with suppress(FileExistsError):
        os.mkfifo(path, 0o600)
    return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)


def _put(pipe: int, count: int) -> None:
    with suppress(BlockingIOError):
        os.write(pipe, ONE * count)


def _take(pipe: int, most: int) -> int:
    try:
        return len(os.read(pipe, most)) if most > 0 else 0
    except BlockingIOError:
        return 0
