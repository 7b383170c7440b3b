"""Our whole product as a contender: all three layers as processes, asked over the API as an operator asks."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.contenders import Opener, RunFailed
from benchmarks.fleet import GROUP
from benchmarks.footprint import children_of, private_mb
from benchmarks.ground import Ground, Load
from demo import ports
from demo.inventory import write_flat
from demo.layers import ROOT, Layers
from demo.operator import OVER
from demo.servers import Backing, Servers
from demo.stack import Stack

PROCEDURE = "bench"
PATIENCE_S = 1_800.0
NAMES = {Backing.EMBEDDED: "ours, embedded", Backing.FULL: "ours, PostgreSQL+Redis"}
EXECUTORS = "executors"
PARTS = {
    "presentation": ("presentation", "stream", "deliver"),
    "scheduler": ("scheduler", "worker"),
    "executor node": ("executor-node", "agent", EXECUTORS),
}
SERVERS = "servers"
IDLE_EXECUTORS = (sys.executable, "-m", "benchmarks.idle_executors")


@dataclass(frozen=True)
class Run:
    """An execution that is over: its id, when it was ordered, the seconds until its end as the books have it,
    and until whoever asked for it saw that."""

    execution: str
    ordered_at: float
    seconds: float
    seen_s: float


@dataclass(frozen=True)
class Product:
    """See `contenders.Contender`."""

    stack: Stack
    servers: Servers | None
    load: Load
    look_s: float = 0.2

    @property
    def parts(self) -> Mapping[str, Sequence[int]]:
        """Each layer, and the servers it stands on."""
        supervisor = self.stack.supervisor
        found = {part: [supervisor.pid(name) for name in names] for part, names in PARTS.items()}
        if self.servers is not None:
            found[SERVERS] = [self.servers.supervisor.pid(name) for name in self.servers.supervisor.names]
        return found

    @property
    def folder(self) -> Path:
        return self.stack.layers.folder

    def executor_children_mb(self) -> list[float]:
        """Megabytes that each process which the executors' parent started has for itself."""
        return [private_mb(pid) for pid in children_of(self.stack.supervisor.pid(EXECUTORS))]

    def run(self) -> float:
        """From the API call until the execution is over, for all hosts."""
        return self.execute().seconds

    def execute(self) -> Run:
        """One execution over all hosts; raises RunFailed unless every host succeeded."""
        operator = self.stack.operator
        ordered_at, began = time.time(), time.monotonic()
        execution = operator.start(PROCEDURE, groups=[GROUP])["id"]
        while (now := operator.execution(execution))["status"] not in OVER:
            self.stack.supervisor.check()
            if time.monotonic() - began > PATIENCE_S:
                raise RunFailed(f"not over after {PATIENCE_S:.0f} s: {now['counts']}")
            time.sleep(self.look_s)
        seen = time.monotonic() - began
        if now["counts"] != {"succeeded": self.load.hosts}:
            raise RunFailed(f"{now['sentence']} ({_first_complaint(operator.hosts(execution))})")
        finished = datetime.fromisoformat(now["finished_at"]).timestamp()
        return Run(execution, ordered_at, finished - ordered_at, seen)


def product(
    backing: Backing, slots: int, idle: bool = False, settings: Mapping[str, str] | None = None
) -> Opener:
    """Our product on files of its own or on PostgreSQL and Redis, with so many executors.

    `idle`: they carry out nothing and say that it succeeded, and no host is needed.
    """

    @contextmanager
    def open_product(ground: Ground, load: Load) -> Iterator[Product]:
        room = ground.room(f"o{backing.value[0]}{slots}{'i' if idle else ''}")
        servers = Servers(room) if backing is Backing.FULL else None
        extra = {"NOC_EXECUTOR_NODE_SLOTS": str(slots), "NOC_EXECUTOR_NODE_QUEUE_LIMIT": "20000"}
        if idle:
            extra["NOC_EXECUTOR_NODE_EXECUTOR"] = (
                "playbook"  # nothing that stands ready for work that never comes
            )
        extra |= servers.environment if servers else {}
        layers = Layers(room / "l", *ports.free_ports((0, 0, 0)), extra=extra | dict(settings or {}))
        stack = Stack(
            layers,
            ground.fleet.user,
            ground.fleet.private_key,
            profile={"python_interpreter": ground.target_python},
        )
        try:
            if servers:
                servers.start()
            stack.set_up()
            stack.start()
            if idle:
                stack.supervisor.stop(EXECUTORS)
                stack.supervisor.start(
                    EXECUTORS, IDLE_EXECUTORS, layers.environment | {"PYTHONPATH": str(ROOT)}
                )
            stack.authorise_node()
            inventory = room / "inventory.yml"
            write_flat(GROUP, ground.fleet.places(load.hosts), inventory)
            stack.noc("import", "inventory", str(inventory))
            (room / "procedure.yml").write_text(procedure(load.steps))
            stack.noc("apply", "-f", str(room / "procedure.yml"))
            yield Product(stack, servers, load)
        finally:
            try:
                stack.stop()
            finally:
                if servers:
                    servers.stop()

    return open_product


def procedure(steps: int) -> str:
    """A flowchart of so many `command` steps, one after the other."""
    lines = [
        "apiVersion: noc/v1",
        "kind: Procedure",
        f"metadata: {{name: {PROCEDURE}}}",
        "spec:",
        "  nodes:",
        "    begin: {kind: start, next: t1}",
    ]
    for number in range(1, steps + 1):
        following = f"t{number + 1}" if number < steps else "done"
        lines.append(
            f"    t{number}: {{kind: task, purpose: monitoring, module: ansible.builtin.command, "
            f"args: {{argv: ['true']}}, timeout: 120s, next: {following}}}"
        )
    return "\n".join([*lines, "    done: {kind: end}"]) + "\n"


def _first_complaint(hosts: Sequence[Mapping[str, Any]]) -> str:
    reasons = [host["reason"]["message"] for host in hosts if host.get("reason")]
    return reasons[0][:200] if reasons else "no host says why"
