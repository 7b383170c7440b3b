"""One demo at a time from one clone: who runs it and where, for another terminal to ask or to end it."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import click


class AlreadyRuns(Exception):
    """Another demo of this clone runs; the text says where."""


class NothingRuns(click.ClickException):
    """No demo of this clone runs, or not yet."""


@dataclass(frozen=True)
class Running:
    """What another terminal must know of a running demo."""

    pid: int
    folder: str
    url: str = ""
    token_file: str = ""


@dataclass(frozen=True)
class Claim:
    """Its files: a lock that the kernel drops together with its holder, and a note of who that is."""

    folder: Path

    @property
    def note(self) -> Path:
        return self.folder / "demo.json"

    @property
    def lock(self) -> Path:
        return self.folder / "demo.lock"

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Claims the demo for this process; raises AlreadyRuns. Leaves no file behind."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.lock.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRuns(self._who()) from None
            try:
                yield
            finally:
                self.forget()

    def tell(self, running: Running) -> Running:
        """Writes the note, which only the holder may; answers it."""
        self.note.write_text(json.dumps(asdict(running)))
        return running

    def running(self) -> Running:
        """The demo that is up now; raises NothingRuns when there is none, or when it only starts."""
        running = self.read()
        if running is None or not self.held():
            raise NothingRuns("no demo of this clone runs")
        if not running.url:
            raise NothingRuns("a demo of this clone is starting")
        return running

    def read(self) -> Running | None:
        """The last note; the demo it speaks of may have been killed, see `held`."""
        return Running(**json.loads(self.note.read_text())) if self.note.exists() else None

    def held(self) -> bool:
        """Whether some process holds the claim now."""
        if not self.lock.exists():
            return False
        with self.lock.open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def forget(self) -> None:
        """Removes the claim's files, and their folder when nothing else is in it."""
        self.note.unlink(missing_ok=True)
        self.lock.unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()

    def _who(self) -> str:
        running = self.read()
        where = f" (process {running.pid}, {running.folder})" if running else ""
        return f"another demo of this clone runs{where}. End it with: python -m demo stop"
