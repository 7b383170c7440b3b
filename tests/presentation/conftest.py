"""A presentation layer over a fresh database, with a played scheduler and a clock that can be set."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient

from demo.postgresql import PostgreSQL
from noc_presentation.actors import SETUP
from noc_presentation.audit.checkpoints import Checkpoints
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.credentials.key_ring import make_key_ring
from noc_presentation.keys import own_key, public_text
from noc_presentation.resources import Resources
from noc_presentation.service import peers, tokens
from noc_presentation.signatures import RequestSigner
from noc_presentation.store.database import Database
from noc_presentation.store.migrate import migrate
from noc_presentation.store.tables import metadata
from tests import applications
from tests.servers import private_postgresql

SCHEDULER_URL = "http://scheduler.test"
PRESENTATION_URL = "http://presentation.test"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
JSON = dict[str, Any]


class ControlledClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **duration: float) -> None:
        self.time += timedelta(**duration)


@dataclass
class PlayedScheduler:
    """Answers like a scheduler, remembers what it was asked, and can be made to fail.

    A text is sound unless it says `broken`; comments don't change its digest.
    """

    asked: list[httpx.Request] = field(default_factory=list)
    answers: dict[tuple[str, str], httpx.Response] = field(default_factory=dict)
    executor_nodes: list[JSON] = field(default_factory=list)
    down: bool = False
    mute: bool = False
    while_checking: Callable[[], None] = lambda: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("connection refused", request=request)
        self.asked.append(request)
        if self.mute:
            raise httpx.ReadTimeout("no answer", request=request)
        path = request.url.raw_path.decode().partition("?")[0]
        if (request.method, path) in self.answers:
            return self.answers[request.method, path]
        if path == "/v1/flowcharts/check":
            self.while_checking()
            return httpx.Response(200, json=check(self.body()["text"]))
        if path == "/v1/executor-nodes":
            return httpx.Response(200, json={"items": self.executor_nodes})
        return httpx.Response(
            201 if request.method == "POST" else 200, json={"id": "as-ordered", "path": path}
        )

    def body(self) -> JSON:
        """The body of the last request."""
        document: JSON = json.loads(self.asked[-1].content)
        return document

    def answer(self, method: str, path: str, status: int, document: JSON) -> None:
        """From now on this is answered with that."""
        self.answers[method, path] = httpx.Response(status, json=document)


def check(text: str) -> JSON:
    """What the played scheduler says about a text."""
    name = re.search(r"name: ([^\s}]+)", text)
    essence = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    broken = [
        {
            "severity": "error",
            "code": "edge.dangling",
            "node": "begin",
            "line": number,
            "message": "there is no node 'x'",
        }
        for number, line in enumerate(text.splitlines(), start=1)
        if "broken" in line
    ]
    return {
        "valid": not broken,
        "digest": None if broken else "sha256:" + hashlib.sha256(essence.encode()).hexdigest(),
        "canonical": None if broken else {"kind": "Procedure", "spec": {"text": essence}},
        "title": None,
        "name": name[1] if name else None,
        "parameters": {"service": {"type": "string"}},
        "findings": [
            *broken,
            {"severity": "warning", "code": "param.unused", "node": None, "line": 1, "message": "not used"},
        ],
    }


@dataclass
class House:
    """The layer under test, and what stands around it."""

    app: Flask
    resources: Resources
    scheduler: PlayedScheduler
    clock: ControlledClock
    scheduler_key: Ed25519PrivateKey
    token: str

    @property
    def anybody(self) -> FlaskClient:
        """A client without any token."""
        return self.app.test_client()

    @property
    def person(self) -> FlaskClient:
        """A client with a living token."""
        return self.bearer(self.token)

    def bearer(self, token: str) -> FlaskClient:
        """A client that shows this token."""
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def signed(self, key_id: str = "scheduler", key: Ed25519PrivateKey | None = None) -> httpx.Client:
        """A client that signs like the scheduler, or like somebody else."""
        signer = RequestSigner(key_id, key or self.scheduler_key, clock=self.clock)
        transport = httpx.WSGITransport(self.app)
        return httpx.Client(base_url=PRESENTATION_URL, transport=transport, auth=signer)

    def rows(self) -> dict[str, list[Any]]:
        """Everything stored, but for the audit chain, when a token was last used and which nonces were taken."""
        with self.resources.database.reading() as session:
            return {
                table.name: sorted(map(repr, session.execute(_without_use(table)).all()))
                for table in metadata.sorted_tables
                if table.name not in ("nonces", "audit_entries")
            }


def _without_use(table: sa.Table) -> sa.Select[Any]:
    return sa.select(*(column for column in table.columns if column.name != "last_used_at"))


@pytest.fixture
def house(tmp_path: Path, empty_presentation: Path) -> Iterator[House]:
    """A paired layer with one token."""
    path = tmp_path / "presentation.sqlite"
    shutil.copyfile(empty_presentation, path)
    database, clock, played = Database(f"sqlite:///{path}"), ControlledClock(), PlayedScheduler()
    own, scheduler_key = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    scheduler = Scheduler(
        lambda: SCHEDULER_URL, RequestSigner("presentation", own), httpx.MockTransport(played)
    )
    key_file = tmp_path / "credentials.key"
    make_key_ring(key_file)
    channels = tmp_path / "channels"
    channels.write_text("{oncall: {kind: log}, pager: {kind: log}}\n")
    resources = Resources(
        database,
        scheduler,
        clock,
        credentials_key_file=key_file,
        channels=channels,
        checkpoints=Checkpoints(tmp_path / "checkpoints.jsonl", own_key(tmp_path / "audit.key")),
    )
    with database.writing() as session:
        peers.pair(session, peers.SCHEDULER, SCHEDULER_URL, public_text(scheduler_key), clock())
        token = tokens.create(session, "ana", None, SETUP, clock()).text
    yield House(applications.presentation(resources), resources, played, clock, scheduler_key, token)
    resources.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    with private_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, empty_presentation: Path) -> Iterator[Database]:
    """A migrated, empty database of either kind."""
    if request.param == "sqlite":
        shutil.copyfile(empty_presentation, tmp_path / "presentation.sqlite")
        made = Database(f"sqlite:///{tmp_path / 'presentation.sqlite'}")
    else:
        postgres: PostgreSQL = request.getfixturevalue("postgres")
        fresh(postgres.url("postgres"))
        made = Database(postgres.url("postgres"))
        migrate(made)
    yield made
    made.close()


def fresh(url: str) -> None:
    server = Database(url)
    with server.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    server.close()
