"""Servers that tests start for themselves and that are gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.postgresql import PostgreSQL
from demo.supervisor import Supervisor


@contextmanager
def private_postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL that trades safety for speed; its folder has a short path, as its socket needs."""
    folder = Path(tempfile.mkdtemp(prefix="noc-pg-"))
    folder.chmod(0o711)  # PostgreSQL's own user must get through
    supervisor = Supervisor(folder)
    try:
        server = PostgreSQL(folder / "pg", supervisor, durable=False)
        server.make()
        server.start()
        yield server
    finally:
        supervisor.stop()
        shutil.rmtree(folder, ignore_errors=True)
