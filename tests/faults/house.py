"""A house to break things in: two schedulers, two executor nodes, presentation, and a wire for every direction."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from demo import ports, processes
from demo.fleet import Fleet
from demo.layers import Layers, commands
from demo.operator import OVER, NotOver, Operator
from demo.servers import Backing, Servers
from demo.stack import Stack
from demo.stories import HostPlan
from tests.faults import flowcharts, kills, targets
from tests.faults.wire import Wire

HOSTS = tuple(f"host{number}" for number in range(1, 5))
GROUP = "hosts"
#: Lease, heartbeat and reaper at a tenth of their defaults, and so is how long a request may take.
FAST = {
    "NOC_SCHEDULER_LEASE_MS": "3000",
    "NOC_SCHEDULER_HEARTBEAT_TIMEOUT_MS": "1000",
    "NOC_SCHEDULER_TICK_MS": "100",
    "NOC_SCHEDULER_NODE_TIMEOUT_MS": "500",
    "NOC_SCHEDULER_NODE_PAUSE_MS": "1500",
    "NOC_EXECUTOR_NODE_HEARTBEAT_MS": "200",
    "NOC_EXECUTOR_NODE_SCHEDULER_TIMEOUT_MS": "1000",
    "NOC_EXECUTOR_NODE_GRACE_MS": "100",
}
SLOTS = 4  # twice what a test needs of one node: what is lost on the other shall not wait for a slot
STARTED_DEADLINE = 60.0
SCHEDULERS = ("scheduler", "worker", "scheduler-2", "worker-2")
PRESENTATION = ("presentation", "deliver")


@dataclass(frozen=True)
class Node:
    """One executor node: its state folder, its port, the wires to it and from it, and its processes."""

    name: str
    home: Path
    port: int
    wire: Wire
    outward: tuple[Wire, Wire]
    suffix: str
    environment: Mapping[str, str]

    @property
    def processes(self) -> tuple[str, str, str]:
        return f"executor-node{self.suffix}", f"agent{self.suffix}", f"executors{self.suffix}"

    @property
    def journal(self) -> Path:
        return self.home / "journal.sqlite3"

    @property
    def attempts_folder(self) -> Path:
        return self.home / "attempts"


class House:
    """A context manager; on leaving it nothing is left. `restart` brings back what was killed."""

    def __init__(self, folder: Path, backing: Backing, network: int, times: Mapping[str, str] = FAST) -> None:
        self.folder, self.backing = folder, backing
        self.fleet = Fleet(folder / "fleet", [HostPlan(name) for name in HOSTS], network)
        self.servers = Servers(folder, durable=True) if backing is Backing.FULL else None
        first, second, presentation, *free = ports.free_ports([0] * 12)
        self._scheduler_ports = (first, second)
        self.door = Wire(free.pop(), self._scheduler_ports)
        places = (("node-1", folder / "layers/node", ""), ("node-2", folder / "layers/node-2", "-2"))
        nodes = []
        for name, home, suffix in places:
            port = free.pop()
            wire = Wire(free.pop(), [port])
            outward = (Wire(free.pop(), [first]), Wire(free.pop(), [second]))
            nodes.append(
                Node(name, home, port, wire, outward, suffix, self._of_node(name, home, port, wire, suffix))
            )
        self.nodes = tuple(nodes)
        extra = {**(self.servers.environment if self.servers else {}), **times, **self.nodes[0].environment}
        self.layers = Layers(folder / "layers", presentation, first, self.nodes[0].port, extra=extra)
        self.stack = Stack(self.layers, self.fleet.user, self.fleet.private_key)
        self._opened = ExitStack()

    def _of_node(self, name: str, home: Path, port: int, wire: Wire, suffix: str) -> dict[str, str]:
        own = {
            "NOC_EXECUTOR_NODE_NAME": name,
            "NOC_EXECUTOR_NODE_TELL_MODULES": "no",
            "NOC_EXECUTOR_NODE_HOME": str(home),
            "NOC_EXECUTOR_NODE_LISTEN": f"127.0.0.1:{port}",
            "NOC_EXECUTOR_NODE_URL": wire.url,
            "NOC_EXECUTOR_NODE_SLOTS": str(SLOTS),
        }
        if self.servers and suffix:
            own["NOC_EXECUTOR_NODE_BROKER_URL"] = self.servers.redis.url(2)
        return own

    def __enter__(self) -> "House":
        with ExitStack() as opened:
            opened.callback(self._gone)
            if self.servers:
                opened.enter_context(self.servers)
            opened.enter_context(self.fleet)
            targets.install(self.fleet)
            opened.callback(self.stack.stop)
            self._set_up()
            self.restart()
            for node in self.nodes:
                self._authorise(node)
            self._fill()
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    @property
    def operator(self) -> Operator:
        return self.stack.operator

    @property
    def database(self) -> str:
        """The URL of the scheduler's database."""
        if self.servers:
            return self.servers.postgresql.url("scheduler")
        return f"sqlite:///{self.layers.folder / 'scheduler' / 'scheduler.sqlite3'}"

    @property
    def wires(self) -> list[Wire]:
        return [self.door, *(wire for node in self.nodes for wire in (node.wire, *node.outward))]

    @property
    def all_processes(self) -> tuple[str, ...]:
        return (*PRESENTATION, *SCHEDULERS, *(name for node in self.nodes for name in node.processes))

    def environment(self, process: str) -> dict[str, str]:
        """What one of our processes finds in its environment."""
        own: Mapping[str, str] = {}
        if process == "scheduler-2":
            own = {"NOC_SCHEDULER_LISTEN": f"127.0.0.1:{self._scheduler_ports[1]}"}
        for node in self.nodes:
            if process in node.processes:
                own = node.environment
        return {**self.layers.environment, **own}

    def restart(self, *names: str, extra: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """Starts what does not run (all, or those named) and waits until every layer answers.

        `extra` is what a process finds in its environment beside the usual.
        """
        supervisor = self.stack.supervisor
        for name in names or self.all_processes:
            if name not in supervisor.names:
                command = commands()[name.removesuffix("-2")]
                supervisor.start(name, command, {**self.environment(name), **(extra or {}).get(name, {})})
        self.wait_for(self._all_answer, "every layer to answer", STARTED_DEADLINE)

    def kill(self, *names: str) -> None:
        """SIGKILL to whole trees at once; those of an executor node with everything its attempts have started."""
        supervisor = self.stack.supervisor
        heads = [supervisor.pid(name) for name in names]
        folders = [node.attempts_folder for node in self.nodes if set(node.processes) <= set(names)]

        def look() -> list[Any]:
            found = kills.tree_of(heads)
            return found + [each for folder in folders for each in kills.of_attempts(folder)]

        kills.at_once(look)
        supervisor.stop(*names)

    def kill_everything(self) -> None:
        """As if the machine that all layers run on had lost its power; the hosts live on."""
        self.kill(*(name for name in self.all_processes if name in self.stack.supervisor.names))

    def freeze(self, node: Node, number: signal.Signals) -> None:
        """SIGSTOP or SIGCONT to an executor node and everything it has started."""
        heads = [self.stack.supervisor.pid(name) for name in node.processes]
        kills.send(kills.tree_of(heads, node.attempts_folder), number)

    def apply(self, name: str, text: str) -> None:
        """Publishes a version of this procedure."""
        document = self.folder / f"{name}.yml"
        document.write_text(text)
        self.stack.noc("apply", "-f", str(document))

    def start(self, procedure: str, hosts: Sequence[str] = HOSTS, seconds: str = "0") -> str:
        """Starts an execution; answers its id."""
        params = {} if procedure == "round" else {"seconds": seconds}
        return str(self.operator.start(procedure, hosts=hosts, params=params)["id"])

    def wait_for(self, happened: Callable[[], Any], what: str, seconds: float = 60) -> Any:
        """Asks until it happened; answers what it answered."""
        deadline = time.monotonic() + seconds
        while not (answer := happened()):
            self.stack.supervisor.check()
            assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain for {what}"
            time.sleep(0.05)
        return answer

    def reachable(self, node: str) -> bool:
        """Whether the scheduler hears of an executor node."""
        return bool((self.operator.node(node) or {}).get("reachable"))

    def moving(self) -> list[str]:
        """Executions that are neither over nor waiting for a person."""
        still = (one for one in self.operator.every("/executions") if one["status"] not in OVER)
        return [one["id"] for one in still if one["status"] != "waiting" or not self._parked(one["id"])]

    def _parked(self, execution: str) -> bool:
        hosts = [host for host in self.operator.hosts(execution) if host["status"] not in OVER]
        return all("a person must decide" in str(host["waiting_for"]) for host in hosts)

    def decide(self, execution: str, host: str, outcome: str, reason: str) -> None:
        """Says, as a person, what became of the step at which a host stands."""
        visit = self.operator.host(execution, host)["path"][-1]
        path = f"/executions/{execution}/visits/{visit['id']}/decision"
        self.operator.client.post(path, json={"outcome": outcome, "reason": reason}).raise_for_status()

    def until_over(self, execution: str, seconds: float = 60) -> str:
        """Waits until an execution is over; answers how, and tells what its hosts have gone through when it is not."""
        try:
            return str(self.operator.until_over(execution, seconds)["status"])
        except NotOver as error:
            lines = [
                f"{event['at']} {event['host']} {event['type']} {event['data']} {event['cause']}"
                for event in self.operator.events(execution)
                if event["type"].startswith(("attempt", "visit"))
            ]
            raise AssertionError("\n".join([str(error), *lines])) from error

    def begun(self, execution: str, node: str) -> list[targets.Mark]:
        """When this step of this execution really began, on whichever host."""
        found = targets.marks(self.fleet)
        return [one for one in found if (one.what, one.execution, one.node) == ("began", execution, node)]

    def node_of(self, execution: str, host: str, step: str) -> Node:
        """The executor node that has this host's step now."""
        path = self.operator.host(execution, host)["path"]
        (name,) = {visit["executor_node"] for visit in path if visit["node"] == step}
        return next(node for node in self.nodes if node.name == name)

    def _set_up(self) -> None:
        self.stack.set_up()
        key = self.stack.command("noc-scheduler", "key").strip()
        self.stack.command("noc-presentation", "pair", "scheduler", "--url", self.door.url, "--key", key)
        for node in self.nodes:
            self._as_node(node, "setup")
            urls = ",".join(wire.url for wire in node.outward)
            self._as_node(node, "pair", "scheduler", "--url", urls, "--key", key)

    def _as_node(self, node: Node, *words: str) -> str:
        ended = subprocess.run(
            ["noc-executor-node", *words],
            env=self.environment(node.processes[0]),
            cwd=self.layers.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def _authorise(self, node: Node) -> None:
        fingerprint = self._as_node(node, "fingerprint").strip()
        self.wait_for(lambda: self.operator.node(node.name), f"{node.name} to enrol")
        self.stack.noc("executor-nodes", "authorise", node.name, "--fingerprint", fingerprint)
        self.wait_for(lambda: self.reachable(node.name), f"{node.name} to be heard of")

    def _fill(self) -> None:
        self.stack.noc("import", "inventory", str(self.fleet.write_flat_inventory(GROUP)))
        procedures = self.folder / "procedures"
        procedures.mkdir()
        for name, text in flowcharts.ALL.items():
            (procedures / f"{name}.yml").write_text(text)
        self.stack.noc("apply", "-f", str(procedures))

    def _all_answer(self) -> bool:
        wanted = {*self._scheduler_ports, self.layers.presentation_port, *(node.port for node in self.nodes)}
        return self.stack.supervisor.listening() >= wanted and all(_answers(port) for port in wanted)

    def _gone(self) -> None:
        for wire in self.wires:
            wire.close()
        left = processes.belonging_to(self.folder)
        assert left == [], [processes.describe(each) for each in left]


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2, trust_env=False).is_success
    except httpx.TransportError:
        return False
