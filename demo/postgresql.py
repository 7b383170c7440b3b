"""A private PostgreSQL: its own data, a socket in its own folder, no TCP port, gone with its supervisor."""

import os
import pwd
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from demo.supervisor import Supervisor

PROGRAMS = Path("/usr/lib/postgresql")
OWNER = "postgres"  # the programs refuse to be root
USER = "noc"
START_DEADLINE = 30.0  # seconds
#: SIGINT ends the server at once though clients are connected; SIGTERM would wait for them.
AS_OWNER = (f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups", "--pdeathsig=INT")
NAME = "postgresql"


class PostgreSQLFailed(Exception):
    """The server could not be made or did not start; the text says why."""


def programs() -> Path | None:
    """Where the newest version's programs are; None where there are none."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"))
    return found[-1].parent if found else None


class PostgreSQL:
    """One server below `folder`, whose path should be short: a socket's path may have 107 characters.

    `durable` False trades the safety of a power cut for speed, which suits tests.
    """

    def __init__(self, folder: Path, supervisor: Supervisor, durable: bool = True) -> None:
        self.folder = folder
        self._supervisor = supervisor
        self._durable = durable
        found = programs()
        if found is None:
            raise PostgreSQLFailed("PostgreSQL is missing. Run: sudo apt-get install postgresql")
        self._programs = found

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def make(self) -> None:
        """Makes an empty cluster."""
        self.folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", str(self._data), "-U", USER, "--auth=trust", "--no-sync", "--encoding=UTF8")

    def start(self) -> None:
        """Starts the server and waits until it answers; a crashed one recovers first."""
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}"]
        options += ["-c", "max_connections=200"]
        options += [] if self._durable else ["-c", "fsync=off", "-c", "full_page_writes=off"]
        command = [str(self._programs / "postgres"), "-D", str(self._data), *options]
        self._supervisor.start(NAME, self._as_owner(command), _environment())
        deadline = time.monotonic() + START_DEADLINE
        while not self._answers():
            self._supervisor.check()
            if time.monotonic() > deadline:
                raise PostgreSQLFailed(f"PostgreSQL did not start:\n{self._supervisor.last_words(NAME)}")
            time.sleep(0.05)

    def create(self, *databases: str) -> None:
        """Creates empty databases."""
        for database in databases:
            self._run("createdb", "-h", str(self.folder), "-U", USER, database)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _answers(self) -> bool:
        asked = ["pg_isready", "-q", "-h", str(self.folder), "-U", USER]
        return self._call(asked).returncode == 0

    def _run(self, *command: str) -> None:
        ended = self._call(command)
        if ended.returncode != 0:
            raise PostgreSQLFailed(f"{command[0]} ended with {ended.returncode}: {ended.stderr.strip()}")

    def _call(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._as_owner([str(self._programs / command[0]), *command[1:]]),
            cwd=self.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def _as_owner(self, command: Sequence[str]) -> list[str]:
        return ["setpriv", *AS_OWNER, "--", *command] if os.geteuid() == 0 else list(command)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
