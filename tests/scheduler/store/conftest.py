"""Every store test runs on SQLite and on a real PostgreSQL of its own."""

import os
import pwd
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from noc_scheduler.store.database import Database
from noc_scheduler.store.executions import NewExecution
from noc_scheduler.store.schema import migrate

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _as_postgres(home: Path, *command: str) -> None:
    """Run one of PostgreSQL's programs, which refuse to be root."""
    options: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []}
    subprocess.run(
        command,
        cwd=home,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
        **(options if os.geteuid() == 0 else {}),
    )


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server on a socket in a temporary folder, stopped afterwards."""
    programs = PROGRAMS[0]
    home = Path("/tmp") / f"noc-pg-{uuid.uuid4().hex[:8]}"  # a socket's path must be short
    home.mkdir(mode=0o700)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(home, owner.pw_uid, owner.pw_gid)
    data, control = home / "data", str(programs / "pg_ctl")
    try:
        _as_postgres(
            home, str(programs / "initdb"), "-D", str(data), "-U", "noc", "--auth=trust", "--no-sync"
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
        _as_postgres(home, control, "-D", str(data), "-o", options, "-l", str(home / "log"), "-w", "start")
        yield f"postgresql+psycopg://noc@/%s?host={home}"
    finally:
        if (data / "postmaster.pid").exists():
            _as_postgres(home, control, "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.sqlite3"
        return
    server = request.getfixturevalue("postgresql")
    name = f"t{uuid.uuid4().hex}"
    admin = sa.create_engine(server % "postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield server % name
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database of either kind with this version's tables."""
    database = Database(url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def new_execution() -> Callable[..., NewExecution]:
    """An execution to be stored."""

    def make(**changes: Any) -> NewExecution:
        values: dict[str, Any] = {
            "procedure": "p",
            "procedure_version": 1,
            "digest": "sha256:1",
            "canonical": {"spec": {"nodes": {}}},
            "target": {"groups": ["web"], "hosts": []},
            "target_digest": "sha256:2",
            "params": {},
            "actor": {"id": "1", "name": "Anna", "kind": "person"},
        }
        return NewExecution(**{**values, **changes})

    return make
