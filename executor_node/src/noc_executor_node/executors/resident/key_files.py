"""Private keys that credentials bring, as files that ssh reads: there for as long as an attempt under way needs them.

A key has one file, whoever uses it: Mitogen takes connections by another file for other connections. Each attempt that
needs it leaves a mark beside it; whoever takes the last mark away takes the key away.
"""

import fcntl
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = "lock"


@contextmanager
def lent_key(folder: Path, name: str, text: str, attempt: str) -> Iterator[None]:
    """Until the end of the block, `folder / name` holds this private key."""
    mark = folder / f"{name}.{attempt}"
    with _alone(folder):
        mark.touch(mode=0o600)
        new = folder / f"{name}.new"
        with os.fdopen(os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
        new.rename(folder / name)
    try:
        yield
    finally:
        with _alone(folder):
            _unmark(folder, mark)


def sweep_keys(folder: Path, alive: Callable[[], Collection[str]]) -> None:
    """Take away what executors that died were lent; `alive` is asked after the marks were listed."""
    if not folder.is_dir():
        return
    with _alone(folder):
        marks = [path for path in folder.iterdir() if path.suffix not in ("", ".new")]
        spared = alive() if marks else ()
        for mark in marks:
            if mark.suffix[1:] not in spared:
                _unmark(folder, mark)


def _unmark(folder: Path, mark: Path) -> None:
    mark.unlink(missing_ok=True)
    if not any(path.suffix != ".new" for path in folder.glob(f"{mark.stem}.*")):
        (folder / mark.stem).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The kernel lets go of the lock of a process that dies."""
    with (folder / _LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
