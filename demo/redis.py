"""A private Redis: no TCP port, a socket in its own folder, nothing kept on disk."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from demo.supervisor import Supervisor

NAME = "redis"
START_DEADLINE = 10.0  # seconds


class RedisFailed(Exception):
    """The server did not start; the text says why."""


class Redis:
    """One server whose socket is in `folder`. What it holds is gone when it ends: it is only a doorbell."""

    def __init__(self, folder: Path, supervisor: Supervisor) -> None:
        self.folder = folder
        self._supervisor = supervisor

    @property
    def socket(self) -> Path:
        return self.folder / "redis.sock"

    def url(self, database: int) -> str:
        """Celery's broker URL of one of its sixteen databases."""
        return f"redis+socket://{self.socket}?virtual_host={database}"

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        program = shutil.which("redis-server")
        if program is None:
            raise RedisFailed("Redis is missing. Run: sudo apt-get install redis-server")
        self.folder.mkdir(mode=0o700, exist_ok=True)
        command = [program, "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "600"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self._supervisor.start(NAME, command, {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"})
        deadline = time.monotonic() + START_DEADLINE
        while self.ask("PING") != "PONG":
            self._supervisor.check()
            if time.monotonic() > deadline:
                raise RedisFailed(f"Redis did not start:\n{self._supervisor.last_words(NAME)}")
            time.sleep(0.05)

    def ask(self, *command: str) -> str:
        """What it answers to a command; empty while it does not answer at all."""
        asked = ["redis-cli", "-s", str(self.socket), *command]
        ended = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=False)
        return ended.stdout.strip() if ended.returncode == 0 else ""
