"""Real executors of an executor node's folder, as their own processes, which a test may kill in any way."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noc_executor_node.acceptance import accept
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.journal import Journal
from noc_executor_node.processes import children, descendants, is_alive
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import ExecutorKind
from tests.executor_node.private_sshd import command_line

KEEPER = "resident.keeper"


@dataclass(frozen=True)
class Executors:
    """The executors' parent, and what a test does to it."""

    parent: subprocess.Popen[bytes]
    settings: Settings
    journal: Journal

    def give(self, *documents: dict[str, Any]) -> None:
        """Hand attempts over and ring for them."""
        answers = accept(self.journal, documents, self.settings.queue_limit)
        assert [answer.status for answer in answers] == ["accepted"] * len(documents)
        Doorbell(self.settings).ring(len(documents))

    def state(self, document: dict[str, Any]) -> str:
        return str((self.journal.attempts.find(document["id"]) or {})["state"])

    def outcome(self, document: dict[str, Any]) -> str | None:
        return (self.journal.attempts.find(document["id"]) or {})["outcome"]

    def children(self) -> list[int]:
        """The executors themselves, without what keeps Ansible loaded beside them."""
        return [pid for pid in children(self.parent.pid) if KEEPER not in command_line(pid)]

    def keeper(self) -> int:
        """What keeps Ansible loaded beside them."""
        (keeper,) = set(children(self.parent.pid)) - set(self.children())
        return keeper

    def listen(self) -> bool:
        """Whether they were started and have forked; what keeps Ansible loaded is first a fork that looks like one."""
        boot, everyone = self.journal.standing.boot(), children(self.parent.pid)
        keepers = [pid for pid in everyone if KEEPER in command_line(pid)]
        forked = len(everyone) - len(keepers) >= self.settings.slots
        settled = len(keepers) == (self.settings.executor is ExecutorKind.RESIDENT)
        return boot is not None and is_alive(boot.parent) and forked and settled


@contextmanager
def executors(settings: Settings, journal: Journal, **more: str) -> Iterator[Executors]:
    """Executors of this folder until the end of the block; nothing of them is left afterwards."""
    program = Path(sys.executable).parent / "noc-executor-node"
    environment = {
        "PATH": os.environ["PATH"],
        "NOC_EXECUTOR_NODE_HOME": str(settings.home),
        "NOC_EXECUTOR_NODE_PROFILES": str(settings.profiles),
        "NOC_EXECUTOR_NODE_SLOTS": str(settings.slots),
        "NOC_EXECUTOR_NODE_EXECUTOR": settings.executor,
        "NOC_EXECUTOR_NODE_ALLOW_LOOPBACK_TARGETS": "yes",
        **more,
    }
    log = settings.home.parent / "executors.log"
    with log.open("ab") as output:
        parent = subprocess.Popen(
            [str(program), "executors"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield Executors(parent, settings, journal)
    finally:
        for pid in (parent.pid, *descendants(parent.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        parent.wait(10)
