"""Copies of one database by number, on either kind: as many equal beginnings as a test wants."""

import shutil
from abc import ABC, abstractmethod
from pathlib import Path

import sqlalchemy as sa

from demo.postgresql import PostgreSQL


class Copies(ABC):
    """`base` is the URL of the database that is copied; nobody may be connected to it then."""

    base: str

    @abstractmethod
    def url(self, number: int) -> str:
        """The URL of a copy."""

    @abstractmethod
    def make(self, number: int) -> None:
        """Copy the database as it is now."""

    @abstractmethod
    def drop(self, number: int) -> None:
        """Forget a copy."""


class Files(Copies):
    """Of a SQLite database, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.base = f"sqlite:///{folder}/base.sqlite3"

    def url(self, number: int) -> str:
        return f"sqlite:///{self._path(number)}"

    def make(self, number: int) -> None:
        shutil.copy(self._folder / "base.sqlite3", self._path(number))

    def drop(self, number: int) -> None:
        for path in self._folder.glob(f"{number}.sqlite3*"):
            path.unlink()

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.sqlite3"


class ServerDatabases(Copies):
    """Of a database on a PostgreSQL server; `close` drops whatever is left."""

    def __init__(self, server: PostgreSQL, name: str) -> None:
        self._server, self._name = server, name
        self._admin = sa.create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
        self._there: set[str] = set()
        self._say(f"CREATE DATABASE {name}")
        self.base = server.url(name)

    def url(self, number: int) -> str:
        return self._server.url(f"{self._name}_{number}")

    def make(self, number: int) -> None:
        name = f"{self._name}_{number}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {self._name} STRATEGY file_copy")
        self._there.add(name)

    def drop(self, number: int) -> None:
        name = f"{self._name}_{number}"
        self._say(f"DROP DATABASE {name} WITH (FORCE)")
        self._there.discard(name)

    def close(self) -> None:
        """Leave the server as it was."""
        for name in (*self._there, self._name):
            self._say(f"DROP DATABASE {name} WITH (FORCE)")
        self._admin.dispose()

    def _say(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(sa.text(statement))
