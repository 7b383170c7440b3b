"""A scheduler in one process: a database of its own, and stand-ins for presentation and executor nodes."""

import base64
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from noc_scheduler.clients.presentation import Presentation
from noc_scheduler.flowchart.check import check
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.keys import fingerprint
from noc_scheduler.nodes.client import ExecutorNodes
from noc_scheduler.service import drain as draining
from noc_scheduler.service.attempts import report
from noc_scheduler.service.attempts.report import Judged, Report
from noc_scheduler.service.executions import show, start
from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes import executor_nodes
from noc_scheduler.service.nodes.heartbeat import Heartbeat, Held, Returned, heartbeat
from noc_scheduler.service.operating import cancel, decide
from noc_scheduler.service.operating.acting import Act
from noc_scheduler.settings import Settings
from noc_scheduler.store import clock, events, peers
from noc_scheduler.store.database import Database
from noc_scheduler.store.executor_nodes import Enrolment

PRESENTATION_URL = "http://127.0.0.1:1"
#: How long a test waits for what is due; it is done long before.
SOON = timedelta(minutes=4)
#: Far from where a minute, an hour, a day or a month begins.
BEGIN = datetime(2026, 11, 18, 9, 20, 10, tzinfo=UTC)
ANNA = {"id": "p1", "name": "Anna", "kind": "person"}

CHECK_AND_RESTART = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: restart-web, title: Restart the web service where it is down}
spec:
  parameters:
    service: {type: string, default: nginx, pattern: "^[a-z0-9@._-]+$"}
  nodes:
    begin: {kind: start, next: check}
    check:
      kind: task
      purpose: monitoring
      module: ansible.builtin.command
      args: {argv: [systemctl, is-active, "${params.service}"]}
      timeout: 30s
      next: {succeeded: done, failed: restart}
    restart:
      kind: task
      purpose: action
      rerun: once
      module: ansible.builtin.service
      args: {name: "${params.service}", state: restarted}
      timeout: 30s
      next: {succeeded: done, failed: tell}
    tell: {kind: notify, channel: oncall, message: "down on ${host.name}", next: gave_up}
    done: {kind: end}
    gave_up: {kind: end, status: failed}
"""


class FakePresentation:
    """Answers for targets from `hosts`; keeps the notifications it is given; can be down."""

    def __init__(self) -> None:
        self.hosts: list[dict[str, Any]] = []
        self.down = False
        self.refusal: tuple[str, str] | None = None
        self.notifications: list[dict[str, Any]] = []
        self.observations: list[dict[str, Any]] = []
        self.asked = 0
        self.revoked: set[str] = set()
        self.sealed_for: list[dict[str, Any]] = []

    def gives(self, name: str, *credentials: str) -> None:
        """The host has these credentials."""
        (host,) = (host for host in self.hosts if host["name"] == name)
        host["credentials"] = list(credentials)

    def _box(self, need: dict[str, Any]) -> dict[str, Any]:
        answer = {"attempt": need["attempt"], "credentials": [], "expires_at": None}
        if self.revoked & set(need["credentials"]):
            return {**answer, "box": None, "code": "credential.revoked", "message": "it was revoked"}
        named = [
            {"name": name, "kind": "password", "use": "login", "version": 1} for name in need["credentials"]
        ]
        told = {"box": f"box of {need['attempt']}", "expires_at": "2026-11-21T09:15:00.000Z"}
        return {**answer, **told, "credentials": named, "code": None, "message": None}

    def has(self, *names: str) -> None:
        """These are the hosts from now on."""
        self.hosts = [
            {
                "name": name,
                "address": f"{name}.example",
                "port": None,
                "user": None,
                "groups": ["web"],
                "tags": [],
                "vars": {"role": "edge"},
                "host_keys": ["ssh-ed25519 AAAA"],
            }
            for name in names
        ]

    def says_of(self, name: str, **variables: Any) -> None:
        """The host has these variables too."""
        (host,) = (host for host in self.hosts if host["name"] == name)
        host["vars"] = {**host["vars"], **variables}

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("connection refused")
        body = json.loads(request.content)
        if request.url.path == "/api/v1/notifications":
            self.notifications += body["notifications"]
            items = [{"id": one["id"], "status": "accepted", "code": None} for one in body["notifications"]]
            return httpx.Response(200, json={"items": items})
        if request.url.path == "/api/v1/observations":
            self.observations += body["observations"]
            items = [{"id": one["id"], "status": "accepted", "code": None} for one in body["observations"]]
            return httpx.Response(200, json={"items": items})
        if request.url.path == "/api/v1/sealed-credentials":
            self.sealed_for.append(body)
            return httpx.Response(200, json={"items": [self._box(one) for one in body["attempts"]]})
        self.asked += 1
        if self.refusal is not None:
            code, detail = self.refusal
            return httpx.Response(422, json={"status": 422, "code": code, "detail": detail})
        target = body["target"]
        meant = [one for one in self.hosts if target["groups"] or one["name"] in target["hosts"]]
        answer = {"hosts": meant, "resolved_at": "2026-11-21T09:00:00.000Z"}
        return httpx.Response(200, content=json.dumps(answer))


class FakeExecutorNode:
    """Takes what it is offered, unless told to refuse, to be unreachable, or to lose the answer."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.attempts: dict[str, dict[str, Any]] = {}
        self.withdrawn: list[dict[str, Any]] = []
        self.mood = "takes"
        self.offers = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.mood == "unreachable":
            raise httpx.ConnectError("connection refused")
        body = json.loads(request.content)["attempts"]
        if request.url.path == "/v1/attempts/cancel":
            self.withdrawn += body
            return httpx.Response(200, json={"items": [{"id": one["id"], "status": "asked"} for one in body]})
        self.offers += 1
        if self.mood in ("refuses", "is being stopped"):
            code = "attempt.module_not_allowed" if self.mood == "refuses" else "executor_node.stopping"
            items = [{"id": one["id"], "status": "refused", "code": code, "message": "no"} for one in body]
            return httpx.Response(200, json={"items": items})
        for one in body:
            self.attempts[one["id"]] = one
        if self.mood == "loses answers":
            raise httpx.ReadTimeout("timed out")
        items = [{"id": one["id"], "status": "accepted", "code": None, "message": None} for one in body]
        return httpx.Response(200, json={"items": items})

    @property
    def held(self) -> list[dict[str, Any]]:
        """What it was given, oldest first."""
        return list(self.attempts.values())

    def on(self, host: str, node: str | None = None) -> dict[str, Any]:
        """The latest attempt for this host (at this node)."""
        return [one for one in self.held if one["host"]["name"] == host and node in (None, one["node"])][-1]


def public_text_of(name: str) -> str:
    """A public key that is only ever compared, made from a name."""
    return base64.b64encode(name.encode().ljust(32, b".")).decode()


class StandingClock:
    """The database's clock, which stands still; called, it goes on by so many seconds."""

    def __init__(self, patch: pytest.MonkeyPatch, begin: datetime) -> None:
        self._patch, self._now = patch, begin
        self(0)

    def now(self) -> datetime:
        """What it says."""
        return self._now

    def __call__(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        said = {"now": self._now.isoformat()}
        self._patch.setattr(clock, "_SQLITE", sa.text(":now").bindparams(**said))
        self._patch.setattr(clock, "_POSTGRESQL", sa.text("CAST(:now AS timestamptz)").bindparams(**said))


@dataclass
class World:
    """A scheduler and everybody it speaks to; `pass_time` moves the database's clock on."""

    means: Means
    presentation: FakePresentation
    pass_time: StandingClock
    procedure: str = CHECK_AND_RESTART
    nodes: dict[str, FakeExecutorNode] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    seqs: dict[str, int] = field(default_factory=dict)
    #: Whether the test has changed rows behind the scheduler's back: then nobody verifies them.
    tampered: bool = False

    def now(self) -> datetime:
        """What the database's clock says."""
        return self.pass_time.now()

    def transport(self, request: httpx.Request) -> httpx.Response:
        if str(request.url).startswith(PRESENTATION_URL):
            return self.presentation.answer(request)
        return self.nodes[request.url.host.removesuffix(".test")].answer(request)

    def enrol(
        self, name: str, slots: int = 4, labels: dict[str, str] | None = None, url: str | None = None
    ) -> FakeExecutorNode:
        """An executor node that is pending."""
        self.nodes[name] = FakeExecutorNode(name)
        key = public_text_of(name)
        place = f"http://{name}.test" if url is None else url
        said = Enrolment(
            name, key, fingerprint(key), place, labels or {}, "0.1.0", slots, "sealing key", "proof"
        )
        shown, _ = executor_nodes.enrol(self.means, said)
        self.ids[name] = shown.row.id
        return self.nodes[name]

    def attach(self, name: str, identity: str) -> None:
        """Stand in for an executor node that has enrolled by itself."""
        self.nodes[name] = FakeExecutorNode(name)
        self.ids[name] = UUID(identity)

    def authorise(self, name: str) -> None:
        executor_nodes.set_authorisation(
            self.means, str(self.ids[name]), "authorised", public_text_of(name), ANNA
        )

    def node(
        self,
        name: str = "node-1",
        slots: int = 4,
        labels: dict[str, str] | None = None,
        url: str | None = None,
    ) -> FakeExecutorNode:
        """An authorised executor node that was just heard of; an empty `url` is one that can't be told."""
        fake = self.enrol(name, slots, labels, url)
        self.authorise(name)
        self.beat(name, slots=slots)
        return fake

    def beat(
        self,
        name: str = "node-1",
        journal: list[dict[str, Any]] | None = None,
        slots: int = 4,
        boot: str = "boot-1",
        returned: list[dict[str, Any]] | None = None,
    ) -> Any:
        said = Heartbeat(
            boot=boot,
            slots=slots,
            running=0,
            queued=0,
            version="0.1.0",
            clock_offset_ms=0,
            journal=tuple(Held(UUID(one["id"]), one["lease"]) for one in journal or []),
            returned=tuple(
                Returned(UUID(one["id"]), one["lease"], "it is being stopped") for one in returned or []
            ),
        )
        return heartbeat(self.means, self.ids[name], said)

    def order(self, text: str = CHECK_AND_RESTART, **changes: Any) -> start.Order:
        checked = check(text)
        assert checked.canonical is not None and checked.sound, checked.findings
        name = checked.canonical["metadata"]["name"]
        procedure = {"name": name, "version": 1, "digest": checked.digest, "canonical": checked.canonical}
        order = start.Order(procedure, {"groups": ["web"], "hosts": []}, {}, ANNA, None, {})
        return replace(order, **changes)

    def start(self, text: str = CHECK_AND_RESTART, **changes: Any) -> str:
        """Start an execution now; its id."""
        return str(start.start(self.means, self.order(text, **changes), None))

    def drain(self) -> int:
        return draining.drain(self.means, SOON)

    def tick(self) -> int:
        return draining.tick(self.means, SOON)

    def reap(self) -> int:
        return draining.give_up_leases(self.means, SOON)

    def say(self, attempt: dict[str, Any], by: str = "node-1", **result: Any) -> Judged:
        """The executor node reports: finished with `result`, or running when there is none; each a second later."""
        seq = self.seqs[attempt["id"]] = self.seqs.get(attempt["id"], 0) + 1
        finished = Result(**result) if result else None
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seq)
        said = Report(UUID(attempt["id"]), attempt["lease"], seq, at, finished)
        return self.report([said], by)[0]

    def report(self, said: list[Report], by: str = "node-1", boot: str = "boot-1") -> list[Judged]:
        return report.report(self.means, self.ids[by], by, boot, said)

    def finish(self, attempt: dict[str, Any], by: str = "node-1", **result: Any) -> None:
        """Report running, then finished; then whatever follows from it."""
        assert self.say(attempt, by).status == "applied"
        assert self.say(attempt, by, **(result or {"outcome": "succeeded", "rc": 0})).status == "applied"
        self.drain()

    def decide(self, execution: str, visit: UUID, outcome: str, reason: str) -> None:
        decide.decide(self.means, execution, str(visit), outcome, reason, ANNA)
        self.drain()

    def cancel(self, execution: str, reason: str) -> None:
        cancel.ask_cancel(self.means, execution, Act(ANNA, reason))
        self.drain()

    def shown(self, execution: str) -> dict[str, Any]:
        return show.execution(self.means, execution)

    def host(self, execution: str, name: str) -> dict[str, Any]:
        return show.host(self.means, execution, name)

    def path(self, execution: str, name: str) -> list[str]:
        return [visit["node"] for visit in self.host(execution, name)["path"]]

    def events(self, execution: str | None = None) -> list[sa.Row[Any]]:
        with self.means.database.reading() as connection:
            wanted = None if execution is None else UUID(execution)
            return events.read_after(connection, events.FeedCursor(), wanted, 10_000)[0]

    def types(self, execution: str | None = None) -> list[str]:
        return [event.type for event in self.events(execution)]


def unhurried(home: Path, database_url: str = "") -> Settings:
    """Settings whose times a test that has to wait for a busy machine doesn't outlive."""
    return Settings(
        home=home,
        database_url=database_url,
        lease=timedelta(seconds=30),
        heartbeat_timeout=timedelta(seconds=10),
        node_pause=timedelta(seconds=15),
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a scheduler that lives in `tmp_path`."""
    return unhurried(tmp_path / "scheduler")


@pytest.fixture
def database(settings: Settings, empty_scheduler: Path) -> Iterator[Database]:
    """An empty SQLite database of the present version."""
    settings.home.mkdir()
    shutil.copyfile(empty_scheduler, str(sa.make_url(settings.database).database))
    database = Database(settings.database)
    yield database
    database.close()


@pytest.fixture
def begin() -> datetime:
    """Where the clock of a test's database stands at first."""
    return BEGIN


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch, begin: datetime) -> StandingClock:
    """The clock of every database of this process."""
    return StandingClock(monkeypatch, begin)


@pytest.fixture
def world(settings: Settings, database: Database, pass_time: StandingClock) -> World:
    """A scheduler that knows presentation and no executor node yet; presentation knows web1 to web3."""
    presentation = FakePresentation()
    presentation.has("web1", "web2", "web3")
    client = httpx.Client(transport=httpx.MockTransport(lambda request: world.transport(request)))
    means = Means(settings, database, Presentation(client), ExecutorNodes(client))
    world = World(means, presentation, pass_time)
    with database.writing() as connection:
        peers.pair(connection, "presentation", PRESENTATION_URL, "key", clock.database_now(connection))
    return world
