"""Every store test runs on SQLite and on a real PostgreSQL of its own."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from demo.postgresql import PostgreSQL
from noc_scheduler.store.database import Database
from noc_scheduler.store.executions import NewExecution
from noc_scheduler.store.schema import migrate
from tests.servers import private_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server of the tests' own, on a socket in a temporary folder."""
    with private_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgresql: PostgreSQL) -> str:
    """The name of an empty database of the present version, to copy."""
    postgresql.create("empty")
    database = Database(postgresql.url("empty"))
    migrate(database)
    database.close()
    return "empty"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of either kind; for `database` it has the tables already."""
    migrated = "database" in request.fixturenames
    if request.param == "sqlite":
        if migrated:
            shutil.copyfile(request.getfixturevalue("empty_scheduler"), tmp_path / "store.sqlite3")
        yield f"sqlite:///{tmp_path}/store.sqlite3"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    template = request.getfixturevalue("template") if migrated else "template1"
    name = f"t{uuid.uuid4().hex}"
    admin = sa.create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield server.url(name)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database of either kind with this version's tables."""
    database = Database(url)
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
            "params": {},
            "actor": {"id": "1", "name": "Anna", "kind": "person"},
        }
        return NewExecution(**{**values, **changes})

    return make
