"""The two databases that measurements run on: a private PostgreSQL that is as durable as a real one, and SQLite."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.postgresql import PostgreSQL
from demo.supervisor import Supervisor

#: Answers the URL of an empty database, and a folder for whatever stands beside it.
Fresh = Callable[[], tuple[str, Path]]
WORDS = {
    "postgresql": "PostgreSQL, fsync and full page writes on",
    "sqlite": "SQLite, WAL, synchronous=FULL",
}


@contextmanager
def databases(kind: str) -> Iterator[Fresh]:
    """Empty databases of one kind, as many as are asked for; all of them are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="noc-bench-"))
    folder.chmod(0o711)  # PostgreSQL's own user must get through
    supervisor = Supervisor(folder)
    server = PostgreSQL(folder / "pg", supervisor, durable=True) if kind == "postgresql" else None

    def fresh() -> tuple[str, Path]:
        name = f"d{uuid.uuid4().hex[:12]}"
        if server is None:
            return f"sqlite:///{folder / name}.sqlite3", folder / name
        server.create(name)
        return server.url(name), folder / name

    try:
        if server is not None:
            server.make()
            server.start()
        yield fresh
    finally:
        supervisor.stop()
        shutil.rmtree(folder, ignore_errors=True)
