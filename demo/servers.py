"""What the layers keep their rows and doorbells in: files of their own, or private servers as at scale."""

from enum import StrEnum
from pathlib import Path
from types import TracebackType

from demo import processes
from demo.postgresql import PostgreSQL
from demo.redis import Redis
from demo.supervisor import StillRunning, Supervisor


class Backing(StrEnum):
    """Which of the two."""

    EMBEDDED = "embedded"  # SQLite and folders: nothing to install
    FULL = "full"  # PostgreSQL and Redis


class Servers:
    """A private PostgreSQL and Redis below `folder`, whose path should be short; a context manager."""

    def __init__(self, folder: Path, durable: bool = True) -> None:
        self.folder = folder
        self.supervisor = Supervisor(folder)
        self.postgresql = PostgreSQL(folder / "pg", self.supervisor, durable)
        self.redis = Redis(folder / "redis", self.supervisor)

    def __enter__(self) -> "Servers":
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def environment(self) -> dict[str, str]:
        """What the layers must be told to use them."""
        return {
            "NOC_PRESENTATION_DATABASE_URL": self.postgresql.url("presentation"),
            "NOC_SCHEDULER_DATABASE_URL": self.postgresql.url("scheduler"),
            "NOC_SCHEDULER_BROKER_URL": self.redis.url(0),
            "NOC_EXECUTOR_NODE_BROKER_URL": self.redis.url(1),
        }

    def start(self) -> None:
        """Starts both, with an empty database for each layer that has one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)  # PostgreSQL's own user must get through to its folder
        self.postgresql.make()
        self.postgresql.start()
        self.postgresql.create("presentation", "scheduler")
        self.redis.start()

    def stop(self) -> None:
        """Ends both; twice is no harm."""
        self.supervisor.stop()
        left = processes.end(processes.belonging_to(self.folder), grace=3)
        if left:
            raise StillRunning("; ".join(processes.describe(process) for process in left))
