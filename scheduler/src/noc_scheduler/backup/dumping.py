"""A whole database into a file and back, by each database's own means: it goes on working meanwhile."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from noc_scheduler.errors import BrokenBackup

SQLITE = "database.sqlite3"
POSTGRESQL = "database.pgdump"
LONGEST_S = 6 * 3_600
#: How libpq's programs are told what an address says.
LIBPQ = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "options": "PGOPTIONS",
}


def kind_of(url: str) -> str:
    """`sqlite` or `postgresql`."""
    return sa.make_url(url).get_backend_name()


def dump(url: str, folder: Path) -> None:
    """The database as it is at one moment, as a file in `folder`."""
    if kind_of(url) == "sqlite":
        with closing(_sqlite(url)) as source, closing(sqlite3.connect(folder / SQLITE)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={folder / POSTGRESQL}")
    _run(url, "pg_dump", *options)


def load(url: str, folder: Path) -> None:
    """Make the database what the file in `folder` says, all of it or nothing."""
    if kind_of(url) == "sqlite":
        with closing(sqlite3.connect(folder / SQLITE)) as source, closing(_sqlite(url)) as copy:
            source.backup(copy)
        return
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")
    _run(url, "pg_restore", "--exit-on-error", *options, "--dbname=", str(folder / POSTGRESQL))


def file_for(kind: str) -> str:
    """The name of a dump of this kind of database."""
    return SQLITE if kind == "sqlite" else POSTGRESQL


def _sqlite(url: str) -> sqlite3.Connection:
    return sqlite3.connect(sa.make_url(url).database or "", timeout=30)


def _run(url: str, program: str, *options: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BrokenBackup(f"{program} is missing; install PostgreSQL's client programs (postgresql-client)")
    with _connection(url) as environment:
        ended = subprocess.run(  # noqa: S603 - the program found, told everything by ourselves
            (found, "--no-password", *options),
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
    if ended.returncode != 0:
        raise BrokenBackup(f"{program} ended with {ended.returncode}: {ended.stderr.strip()[:1_000]}")


@contextmanager
def _connection(url: str) -> Iterator[Mapping[str, str]]:
    """The address as libpq's environment; a password goes into a private file that is gone afterwards."""
    parsed = sa.make_url(url)
    _, told = parsed.get_dialect()().create_connect_args(parsed)
    environment = {LIBPQ[name]: str(value) for name, value in told.items() if name in LIBPQ}
    with tempfile.NamedTemporaryFile("w", prefix="noc-pgpass-") as file:
        if told.get("password"):
            secret = str(told["password"]).replace("\\", "\\\\").replace(":", "\\:")
            file.write(f"*:*:*:*:{secret}\n")
            file.flush()
            environment["PGPASSFILE"] = file.name
        yield environment
