"""The settings of this executor node, and what follows from them: where everything lies."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from noc_executor_node.logs import LogFormat
from noc_executor_node.vocabulary import ExecutorKind


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two executor nodes."""

    home: Path
    name: str = "executor-node"
    listen: str = "127.0.0.1:8200"
    url: str = "http://127.0.0.1:8200"
    labels: Mapping[str, str] = field(default_factory=dict)
    profiles: Path = Path("profiles.yml")
    endpoints: Path = Path("endpoints.yml")
    playbooks: Path = Path("playbooks")
    sources: Path = Path("sources")
    inventory_plugins: tuple[str, ...] = ("noc.orchestrator.noc", "ansible.builtin.generator")
    collections: tuple[Path, ...] = ()
    broker_url: str = "filesystem://"
    schedulers: tuple[str, ...] = ()
    trust: Path | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    slots: int = 4
    queue_limit: int = 1_000
    heartbeat: timedelta = timedelta(seconds=2)
    stop_grace: timedelta = timedelta(minutes=1)
    scheduler_timeout: timedelta = timedelta(seconds=10)
    grace: timedelta = timedelta(seconds=1)
    output_limit: int = 10 * 2**20
    memory_limit: int = 2 * 2**30
    threads: int = 8
    executor: ExecutorKind = ExecutorKind.RESIDENT
    hand_requests: int = 1_000
    hand_memory: int = 200 * 2**20
    warm_targets: int = 100
    warm_idle: timedelta = timedelta(minutes=5)
    pull: bool = False
    tell_modules: bool = True
    allow_loopback_targets: bool = False
    log_format: LogFormat = LogFormat.JSON
    metrics_token: str | None = field(default=None, repr=False)

    @property
    def key_file(self) -> Path:
        """This executor node's private key."""
        return self.home / "key.pem"

    @property
    def introduction_file(self) -> Path:
        """The introduction that is shown at the next enrolment, if there is one."""
        return self.home / "introduction"

    @property
    def sealing_key_file(self) -> Path:
        """The key that secrets for this executor node are sealed to."""
        return self.home / "sealing.key"

    @property
    def journal_file(self) -> Path:
        """The journal."""
        return self.home / "journal.sqlite3"

    @property
    def broker_folder(self) -> Path:
        """Where a `filesystem://` broker keeps its messages."""
        return self.home / "broker"

    @property
    def attempts_folder(self) -> Path:
        """Where each running attempt has its private folder."""
        return self.home / "attempts"

    @property
    def resident_folder(self) -> Path:
        """Where the processes that keep Ansible loaded run."""
        return self.home / "resident"

    @property
    def temporary_folder(self) -> Path:
        """What stands in for the machine's own, shared one."""
        return self.home / "tmp"


def make_home(settings: Settings) -> None:
    """The state folder with its subfolders, for this user's eyes only; harmless when they exist."""
    os.umask(0o077)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.home.chmod(0o700)
    for folder in (settings.broker_folder, settings.attempts_folder, settings.temporary_folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    (settings.broker_folder / "control").mkdir(mode=0o700, exist_ok=True)
