"""A scheduler's service in this process, on a database of its own, with stand-ins for the other layers."""

import base64
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import sqlalchemy as sa

from noc_scheduler.clients.presentation import Presentation
from noc_scheduler.flowchart.check import check
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.keys import fingerprint
from noc_scheduler.nodes.client import ExecutorNodes
from noc_scheduler.service import drain as draining
from noc_scheduler.service.attempts.courier import Courier
from noc_scheduler.service.attempts.delivery import hand_over
from noc_scheduler.service.attempts.report import Report, report
from noc_scheduler.service.background import Background
from noc_scheduler.service.executions import start
from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes import executor_nodes
from noc_scheduler.service.nodes.heartbeat import Heartbeat, Held, heartbeat
from noc_scheduler.service.opening import with_sender
from noc_scheduler.settings import Settings
from noc_scheduler.store import peers
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.executor_nodes import Enrolment
from noc_scheduler.store.schema import migrate

ANNA = {"id": "p1", "name": "Anna", "kind": "person"}
PRESENTATION = "presentation.test"
HEARTBEAT_S = 2.0
ANSWER = Result(rc=0, stdout="active\n", result={"cmd": ["systemctl", "is-active", "nginx"], "delta": "0.01"})


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt that an executor node was given, and when."""

    id: UUID
    lease: int
    host_run: str
    at: float


class StandInNode:
    """An executor node that takes whatever it is offered and ends it when told to; it can be cut off."""

    def __init__(self, name: str, slots: int) -> None:
        self.name, self.slots = name, slots
        self.identity: UUID
        self.held: deque[Taken] = deque()
        self.cut_off = False
        self.given = 0
        self.on_taken: Callable[[Taken], None] = lambda taken: None
        self.arrived = threading.Condition()

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What the scheduler hears when it offers attempts."""
        if self.cut_off:
            raise httpx.ConnectError("connection refused")
        offered = json.loads(request.content)["attempts"]
        now = time.perf_counter()
        with self.arrived:
            for one in offered:
                taken = Taken(UUID(one["id"]), one["lease"], one["host_run"], now)
                self.held.append(taken)
                self.on_taken(taken)
            self.given += len(offered)
            self.arrived.notify_all()
        items = [{"id": one["id"], "status": "accepted", "code": None, "message": None} for one in offered]
        return httpx.Response(200, json={"items": items})

    def take(self, least: int, most: int, patience: float) -> list[Taken]:
        """Up to `most` of what it holds, oldest first, once there are `least`; nothing after `patience`."""
        with self.arrived:
            self.arrived.wait_for(lambda: len(self.held) >= least, patience)
            if len(self.held) < least:
                return []
            return [self.held.popleft() for _ in range(min(most, len(self.held)))]


class House:
    """The service as the API's process runs it: a sender that is rung, a clock, nodes that send heartbeats."""

    def __init__(self, url: str, folder: Path) -> None:
        self.nodes: dict[str, StandInNode] = {}
        self.hosts: list[dict[str, Any]] = []
        client = httpx.Client(transport=httpx.MockTransport(self._answer))
        quiet = Means(
            Settings(home=folder, database_url=url),
            Database(url),
            Presentation(client),
            ExecutorNodes(client),
        )
        migrate(quiet.database)
        most = quiet.settings.tick * 10
        self._courier = Courier(lambda parcels: hand_over(self.means, parcels))
        self._sender = Background("sender", lambda: draining.drain(self.means, most))
        self.means = with_sender(quiet, self._sender.ring, self._courier.post)
        self._threads = (
            self._sender,
            Background("clock", lambda: draining.tick(self.means, most), quiet.settings.tick.total_seconds()),
            Background("heartbeats", self._beat, HEARTBEAT_S),
        )
        with quiet.database.writing() as connection:
            peers.pair(connection, "presentation", f"http://{PRESENTATION}", "key", database_now(connection))

    def add_node(self, name: str, slots: int) -> StandInNode:
        """An authorised executor node; it is heard of as soon as the house is open."""
        node = self.nodes[name] = StandInNode(name, slots)
        key = base64.b64encode(name.encode().ljust(32, b".")).decode()
        said = Enrolment(name, key, fingerprint(key), f"http://{name}.test", {}, "0.1.0", slots)
        shown, _ = executor_nodes.enrol(self.means, said)
        node.identity = shown.row.id
        executor_nodes.set_authorisation(self.means, str(node.identity), "authorised", key, ANNA)
        return node

    def open(self) -> None:
        """Let its threads run."""
        self._beat()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End its threads and give back its connections."""
        for thread in self._threads:
            thread.stop()
        self._courier.stop()
        self.means.close()

    def start(self, text: str, hosts: int) -> UUID:
        """Start an execution of this procedure over so many hosts."""
        self.hosts = [described_host(number) for number in range(hosts)]
        return start.start(self.means, order(text), None)

    def report(self, node: StandInNode, finished: Sequence[Taken]) -> None:
        """Have the node report that these have ended well; every report must count."""
        self._say(node, [Report(one.id, one.lease, 1, None, ANSWER) for one in finished])

    def report_both(self, node: StandInNode, finished: Sequence[Taken]) -> None:
        """Have the node report in one that these have begun and ended, as quick tasks do."""
        now = datetime.now(UTC)
        self._say(node, [Report(one.id, one.lease, 2, now, ANSWER, now) for one in finished])

    def _say(self, node: StandInNode, said: Sequence[Report]) -> None:
        judged = report(self.means, node.identity, node.name, "boot-1", said)
        refused = [one for one in judged if one.status != "applied"]
        if refused:
            raise SystemExit(f"{len(refused)} reports were not applied: {refused[0]}")

    def count(self, query: sa.Select[Any]) -> int:
        """What a counting query answers now."""
        with self.means.database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == PRESENTATION:
            return httpx.Response(200, json={"hosts": self.hosts, "resolved_at": "2026-01-01T00:00:00.000Z"})
        return self.nodes[request.url.host.removesuffix(".test")].answer(request)

    def _beat(self) -> None:
        for node in self.nodes.values():
            if node.cut_off:
                continue
            journal = tuple(Held(one.id, one.lease) for one in list(node.held))
            said = Heartbeat("boot-1", node.slots, len(journal), 0, "0.1.0", 0, journal)
            heartbeat(self.means, node.identity, said)


@contextmanager
def opened(url: str, folder: Path, nodes: Mapping[str, int]) -> Iterator[House]:
    """A house with these executor nodes (name → slots), up and running."""
    folder.mkdir()
    house = House(url, folder)
    for name, slots in nodes.items():
        house.add_node(name, slots)
    house.open()
    try:
        yield house
    finally:
        house.close()


def order(text: str) -> start.Order:
    """The order to start this procedure."""
    checked = check(text)
    if checked.canonical is None or not checked.sound:
        raise SystemExit(f"the benchmark's own procedure is wrong: {checked.findings}")
    name = checked.canonical["metadata"]["name"]
    procedure = {"name": name, "version": 1, "digest": checked.digest, "canonical": checked.canonical}
    return start.Order(procedure, {"groups": ["all"], "hosts": []}, {}, ANNA, None, {})


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Look now and then, rarely enough to cost nothing; a benchmark that stands still ends with words."""
    deadline = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > deadline:
            raise SystemExit(f"after {seconds:.0f} s there was still no {what}")
        time.sleep(0.03)


def described_host(number: int) -> dict[str, Any]:
    """A host as presentation names it, with as much about it as a real one."""
    return {
        "name": f"host{number:05d}",
        "address": f"192.0.2.{number % 250}",
        "port": 22,
        "user": "noc",
        "groups": ["all", "web"],
        "tags": ["edge"],
        "vars": {"role": "edge", "site": f"pop{number % 40}", "service": "nginx"},
        "host_keys": ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGV4YW1wbGVleGFtcGxlZXhhbXBsZWV4YW1wbGVl"],
    }
