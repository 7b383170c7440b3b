"""Running a command below a supervisor of its own, from the executor's side."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from noc_executor_node.executors.interface import AskedToEnd
from noc_executor_node.processes import descendants
from noc_executor_node.settings import Settings

LOOK_S = 0.2
ANSWER_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """What a command may take: time in seconds, bytes of memory for one process, processes, bytes in its folder."""

    timeout_s: float
    grace_s: float
    memory_limit: int
    processes_limit: int
    disk_limit: int

    @classmethod
    def of(cls, settings: Settings, timeout_s: float) -> "Limits":
        """What the executor node's owner allows, for so long."""
        return cls(
            timeout_s,
            settings.grace.total_seconds(),
            settings.memory_limit,
            settings.processes_limit,
            settings.disk_limit,
        )


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended: `exited`, `timed_out`, `too_many_processes`, `too_much_disk`, `cancelled`, `orphaned`, or
    `supervisor_died`.

    `rc` is the command's exit status, negative for a signal. `survivors` are processes that even SIGKILL didn't end.
    """

    kind: str
    rc: int | None
    survivors: tuple[int, ...] = ()
    reason: str = ""


def run_supervised(
    command: list[str],
    folder: Path,
    environment: Mapping[str, str],
    limits: Limits,
    asked_to_end: AskedToEnd,
) -> Ending:
    """Run a command in `folder` and end everything it leaves; its output goes to `folder/output`."""
    order = {
        "command": command,
        "environment": dict(environment),
        "timeout_s": limits.timeout_s,
        "grace_s": limits.grace_s,
        "memory_limit": limits.memory_limit,
        "processes_limit": limits.processes_limit,
        "disk_limit": limits.disk_limit,
    }
    before = set(descendants(os.getpid()))
    with (folder / "output").open("wb") as output:
        supervisor = subprocess.Popen(
            [sys.executable, "-I", "-m", "noc_executor_node.executors.supervisor"],
            cwd=folder,
            env={"PATH": os.defpath, "HOME": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
        )
    with supervisor:
        assert supervisor.stdin is not None and supervisor.stdout is not None
        try:
            os.write(supervisor.stdin.fileno(), json.dumps(order).encode() + b"\n")
            reason = _await(supervisor.stdin.fileno(), supervisor.stdout.fileno(), asked_to_end)
            answer = os.read(supervisor.stdout.fileno(), ANSWER_BYTES)
        except BrokenPipeError:
            reason, answer = "", b""
    if not answer:
        left = set(descendants(os.getpid())) - before
        return Ending("supervisor_died", supervisor.returncode, tuple(left))
    told = json.loads(answer)
    return Ending(told["ending"], told["rc"], tuple(told["survivors"]), reason)


def _await(orders: int, answers: int, asked_to_end: AskedToEnd) -> str:
    """Waits for the answer, and passes on the wish to end; answers that wish's reason."""
    watched = select.poll()
    watched.register(answers, select.POLLIN | select.POLLHUP)
    reason: str | None = None
    while not watched.poll(LOOK_S * 1000):
        if reason is None and (reason := asked_to_end()) is not None:
            os.write(orders, b"c")
    return reason or ""
