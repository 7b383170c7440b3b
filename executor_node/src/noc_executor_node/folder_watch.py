"""A descriptor that becomes readable when a file comes into a folder, or is written to, to wait on (inotify)."""

import ctypes
import os
from contextlib import suppress
from pathlib import Path

IN_MODIFY = 0x02
IN_MOVED_TO = 0x80
ENOUGH_BYTES = 65_536


def watch(folder: Path) -> int | None:
    """Readable once a file is renamed into the folder; see `_watch`."""
    return _watch(folder, IN_MOVED_TO)


def watch_writing(file: Path) -> int | None:
    """Readable once somebody writes to the file, other than through memory; see `_watch`."""
    return _watch(file, IN_MODIFY)


def _watch(path: Path, what: int) -> int | None:
    """The descriptor, which the caller closes; None where the kernel has none to give (its limits are per user)."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = int(libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
    if descriptor < 0:
        return None
    if libc.inotify_add_watch(descriptor, os.fsencode(path), what) < 0:
        os.close(descriptor)
        return None
    return descriptor


def forget_what_it_saw(descriptor: int) -> None:
    """Make it unreadable until the next file comes; look into the folder after this, never before."""
    with suppress(BlockingIOError):
        while os.read(descriptor, ENOUGH_BYTES):
            pass
