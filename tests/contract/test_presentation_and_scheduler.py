"""Presentation and the scheduler, each with its real client against the other's real application."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient

import noc_presentation.keys
import noc_presentation.resources
import noc_presentation.signatures
import noc_scheduler.clients.presentation
import noc_scheduler.keys
import noc_scheduler.signatures
from noc_presentation.actors import SETUP
from noc_presentation.audit.checkpoints import Checkpoints
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.credentials.key_ring import make_key_ring
from noc_presentation.instants import now
from noc_presentation.service import peers as presentation_peers
from noc_presentation.service import tokens
from noc_presentation.store.database import Database as PresentationDatabase
from noc_scheduler.nodes.client import ExecutorNodes
from noc_scheduler.service import drain
from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes import executor_nodes
from noc_scheduler.settings import Settings
from noc_scheduler.store import clock
from noc_scheduler.store import peers as scheduler_peers
from noc_scheduler.store.database import Database as SchedulerDatabase
from noc_scheduler.store.executor_nodes import Enrolment
from tests import applications
from tests.presentation.people import Made, somebody

PRESENTATION_URL, SCHEDULER_URL = "http://presentation.test", "http://scheduler.test"
SOON = timedelta(seconds=20)
HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9Yc3KGVzRwAs1zSyKYQ0n3c9FKpLzAp6vXzQ2bZrTT"

TELL = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: tell, title: Tell somebody}
spec:
  parameters:
    word: {type: string, default: hello}
  nodes:
    begin: {kind: start, next: say}
    say: {kind: notify, channel: oncall, message: "${params.word} from ${host.name}", next: done}
    done: {kind: end}
"""

HOLD = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: hold, title: Keep a host for an hour}
spec:
  policy: {lock: host}
  nodes:
    begin: {kind: start, next: stand}
    stand: {kind: wait, for: 1h, next: done}
    done: {kind: end}
"""


class AsServed(httpx.BaseTransport):
    """Hands an application what our server would: the address as it was sent, and a path as its bytes."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        def call(environ: dict[str, Any], start: Any) -> Any:
            environ["RAW_URI"] = request.url.raw_path.decode("ascii")
            environ["PATH_INFO"] = environ["PATH_INFO"].encode().decode("latin-1")
            return self._app(environ, start)

        return httpx.WSGITransport(call).handle_request(request)


@dataclass
class Layers:
    """Both layers in this process, paired with each other."""

    person: FlaskClient
    means: Means
    scheduler: httpx.Client

    def drain(self) -> None:
        drain.drain(self.means, SOON)

    def apply(self, name: str, text: str) -> Any:
        return self.person.put(f"/api/v1/procedures/{name}", json={"text": text})

    def start(self, **order: Any) -> Any:
        body = {"procedure": "tell", "target": {"groups": ["web"]}} | order
        return self.person.post("/api/v1/executions", json=body)

    def colleague(self, name: str, *roles: str) -> Made:
        """Somebody else, who has these roles everywhere."""
        house = SimpleNamespace(person=self.person, bearer=self.bearer)
        return somebody(house, name, *((role, None) for role in roles))

    def bearer(self, token: str) -> FlaskClient:
        """A client that shows this token."""
        client = self.person.application.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client


@pytest.fixture
def layers(tmp_path: Path, empty_presentation: Path, empty_scheduler: Path) -> Iterator[Layers]:
    presentation_key, scheduler_key = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    shutil.copyfile(empty_presentation, tmp_path / "presentation.sqlite")
    shutil.copyfile(empty_scheduler, tmp_path / "scheduler.sqlite")
    known, kept = (
        PresentationDatabase(f"sqlite:///{tmp_path / 'presentation.sqlite'}"),
        SchedulerDatabase(f"sqlite:///{tmp_path / 'scheduler.sqlite'}"),
    )
    with known.writing() as session:
        key = noc_scheduler.keys.public_text(scheduler_key)
        presentation_peers.pair(session, "scheduler", SCHEDULER_URL, key, now())
        token = tokens.create(session, "ana", None, SETUP, now()).text
    with kept.writing() as connection:
        key = noc_presentation.keys.public_text(presentation_key)
        at = clock.database_now(connection)
        scheduler_peers.pair(connection, "presentation", PRESENTATION_URL, key, at)

    to_presentation = httpx.Client(
        auth=noc_scheduler.signatures.RequestSigner("scheduler", scheduler_key),
        transport=httpx.WSGITransport(lambda *call: presentation(*call)),
    )
    means = Means(
        Settings(home=tmp_path),
        kept,
        noc_scheduler.clients.presentation.Presentation(to_presentation),
        ExecutorNodes(to_presentation),
    )
    signer = noc_presentation.signatures.RequestSigner("presentation", presentation_key)
    to_scheduler = AsServed(applications.scheduler(means))
    scheduler = Scheduler(lambda: SCHEDULER_URL, signer, to_scheduler)
    key_file = tmp_path / "credentials.key"
    make_key_ring(key_file)
    channels = tmp_path / "channels.yml"
    channels.write_text("{oncall: {kind: log}, mail: {kind: log}, chat: {kind: log}}\n")
    resources = noc_presentation.resources.Resources(
        known,
        scheduler,
        credentials_key_file=key_file,
        channels=channels,
        checkpoints=Checkpoints(
            tmp_path / "checkpoints.jsonl", noc_presentation.keys.own_key(tmp_path / "audit.key")
        ),
    )
    presentation = applications.presentation(resources)
    person = presentation.test_client()
    person.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    for name in ("web1", "web-é2"):
        host = {"name": name, "address": "192.0.2.1", "groups": ["web"], "host_keys": []}
        assert person.post("/api/v1/hosts", json=host).status_code == 201
    yield Layers(person, means, httpx.Client(base_url=SCHEDULER_URL, auth=signer, transport=to_scheduler))
    resources.close()
    to_presentation.close()
    kept.close()


def test_what_is_published_here_walks_there_and_tells_people_here(layers: Layers) -> None:
    assert layers.apply("tell", TELL).status_code == 201
    started = layers.start(params={"word": "goodbye"})
    assert started.status_code == 201, started.text
    number = started.json["number"]

    layers.drain()

    person, address = layers.person, f"/api/v1/executions/{number}"
    execution = person.get(address).json
    assert (execution["status"], execution["counts"]) == ("succeeded", {"succeeded": 2})
    assert execution["sentence"].startswith("2 of 2 hosts ok")
    assert execution["actor"]["name"] == "ana"
    hosts = person.get(f"{address}/hosts?limit=1").json
    more = person.get(f"{address}/hosts?limit=1&cursor={hosts['next']}").json
    assert sorted(host["name"] for host in hosts["items"] + more["items"]) == ["web-é2", "web1"]
    walk = person.get(f"{address}/hosts/web-é2").json
    assert [visit["node"] for visit in walk["path"]] == ["begin", "say", "done"]
    visits = person.get(f"{address}/visits?host=web1&node=say").json["items"]
    assert [visit["status"] for visit in visits] == ["succeeded"]
    assert len(person.get(f"{address}/matrix").json["hosts"]) == 2
    told = person.get("/api/v1/notifications").json["items"]
    assert sorted(item["message"] for item in told) == ["goodbye from web-é2", "goodbye from web1"]
    assert {item["execution_number"] for item in told} == {number}
    events = person.get(f"{address}/events?limit=200").json
    assert events["items"][0]["actor"]["name"] == "ana"
    assert person.get(f"{address}/events?after={events['next']}").json["items"] == []
    assert [item["number"] for item in person.get("/api/v1/executions").json["items"]] == [number]


ASK = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: ask, title: Ask somebody}
spec:
  nodes:
    begin: {kind: start, next: sure}
    sure: {kind: approval, question: "Sure about ${host.name}?", next: {approved: slot, refused: no, expired: no}}
    slot: {kind: input, question: Which slot?, fields: {slot: {type: integer}}, next: {succeeded: done, expired: no}}
    done: {kind: end}
    no: {kind: end, status: failed}
"""


def test_what_a_walk_asks_is_answered_here_by_somebody_else(layers: Layers) -> None:
    assert layers.apply("ask", ASK).status_code == 201
    number = layers.start(procedure="ask", target={"hosts": ["web1"]}).json["number"]
    layers.drain()
    (question,) = layers.person.get(f"/api/v1/questions?status=open&execution={number}").json["items"]
    address = f"/api/v1/questions/{question['id']}/answers"
    yes = {"digest": question["digest"], "outcome": "approved", "reason": "yes"}
    refused = layers.person.post(address, json=yes)
    assert (refused.status_code, refused.json["code"]) == (403, "question.own_request")
    other_token = layers.person.post("/api/v1/tokens", json={"name": "ana again"}).json["token"]
    again = layers.bearer(other_token).post(address, json=yes)
    assert (again.status_code, again.json["code"]) == (403, "question.own_request")
    bert = layers.colleague("bert", "approver").client
    assert bert.post(address, json=yes).json["outcome"] == "approved"
    assert bert.post(address, json=yes).status_code == 409
    (form,) = layers.person.get("/api/v1/questions?status=open").json["items"]
    address = f"/api/v1/questions/{form['id']}/answers"
    wrong = {"digest": form["digest"], "outcome": "succeeded", "values": {"slot": "four"}}
    answer = layers.person.post(address, json=wrong)
    assert (answer.status_code, answer.json["errors"][0]["path"]) == (422, "/values/slot")
    right = {**wrong, "values": {"slot": 4}}
    assert layers.person.post(address, json=right).status_code == 200
    assert layers.person.get(f"/api/v1/executions/{number}").json["status"] == "succeeded"
    assert layers.person.get("/api/v1/questions/nonsense").status_code == 404


INNER = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: inner, title: Measure}
spec:
  parameters: {word: {type: string}}
  nodes:
    begin: {kind: start, next: keep}
    keep: {kind: set, vars: {said: "${params.word} ${host.name}"}, next: done}
    done: {kind: end}
"""
OUTER = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: outer, title: Call and publish}
spec:
  nodes:
    begin: {kind: start, next: measure}
    measure: {kind: procedure, procedure: inner, params: {word: hello}, next: tell}
    tell: {kind: publish, queue: said, value: ["${steps.measure.result.said}", again], each: true, next: done}
    done: {kind: end}
"""


def test_a_procedure_calls_another_and_publishes_what_it_returned(layers: Layers) -> None:
    early = layers.apply("outer", OUTER)
    assert (early.status_code, early.json["code"]) == (422, "subprocedure.unpublished")
    assert early.json["errors"][0]["path"] == "/spec/nodes/measure/procedure"
    assert layers.apply("inner", INNER).status_code == 201
    assert layers.apply("outer", OUTER).status_code == 201
    number = layers.start(procedure="outer", target={"hosts": ["web1"]}).json["number"]
    layers.drain()
    address = f"/api/v1/executions/{number}"
    assert layers.person.get(address).json["status"] == "succeeded"
    (call,) = layers.person.get(f"{address}/hosts/web1").json["calls"]
    assert (call["procedure"], call["status"]) == ("inner", "succeeded")
    assert [each["number"] for each in layers.person.get("/api/v1/executions").json["items"]] == [number]
    (queue,) = layers.person.get("/api/v1/queues").json["items"]
    assert (queue["queue"], queue["messages"]) == ("said", 2)
    first, second = layers.person.get("/api/v1/queues/said/messages").json["items"]
    assert (first["body"], second["body"]) == ("hello web1", "again")


def test_the_schedulers_findings_arrive_with_their_lines(layers: Layers) -> None:
    broken = TELL.replace("next: done", "next: nowhere").replace("start, next", "start, nxt: 1, next")

    answer = layers.apply("tell", broken)

    assert answer.status_code == 422
    assert [error["line"] for error in answer.json["errors"]][:2] == [8, 9]
    assert layers.person.get("/api/v1/procedures/tell").status_code == 404


@pytest.mark.parametrize("text", ["", "a: [", "a: 1\na: 2", "- 1", "apiVersion: noc/v1", "\x00", "&a [*a]"])
def test_what_is_no_procedure_is_refused_with_reasons(layers: Layers, text: str) -> None:
    answer = layers.apply("tell", text)

    assert answer.status_code in (400, 422), answer.text
    assert answer.json["errors"] or answer.status_code == 400


def test_a_half_done_draft_is_kept_under_its_name(layers: Layers) -> None:
    half = TELL.replace("    begin: {kind: start, next: say}\n", "")

    answer = layers.person.post("/api/v1/procedures", json={"text": half})

    assert (answer.status_code, answer.json["name"]) == (201, "tell")
    assert layers.person.post("/api/v1/procedures/tell/versions", json={}).status_code == 422


def test_the_schedulers_refusals_are_the_persons_to_read(layers: Layers) -> None:
    layers.apply("tell", TELL)

    answer = layers.start(params={"wrod": "hello", "word": 5})

    assert answer.status_code == 422
    assert {error["code"] for error in answer.json["errors"]} == {"param.unknown", "param.type"}
    assert layers.person.get("/api/v1/executions").json["items"] == []


def test_the_same_key_is_one_execution_even_when_the_first_answer_was_lost_here(layers: Layers) -> None:
    layers.apply("tell", TELL)
    key = {"Idempotency-Key": "monday"}
    order = {"procedure": "tell", "target": {"groups": ["web"]}}
    first = layers.person.post("/api/v1/executions", json=order, headers=key)
    with layers.person.application.extensions["noc"].database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM first_answers")

    again = layers.person.post("/api/v1/executions", json=order, headers=key)

    assert (again.status_code, again.json["id"]) == (201, first.json["id"])
    assert len(layers.person.get("/api/v1/executions").json["items"]) == 1


def test_cancelling_and_deciding_reach_the_scheduler(layers: Layers) -> None:
    layers.apply("tell", TELL)
    execution = layers.start(start_at="2099-01-01T00:00:00Z").json["id"]

    cancelled = layers.person.post(f"/api/v1/executions/{execution}/cancel", json={"reason": "no"})
    layers.drain()

    assert cancelled.status_code == 202
    assert layers.person.get(f"/api/v1/executions/{execution}").json["status"] == "cancelled"
    decision = {"outcome": "succeeded", "reason": "seen"}
    address = f"/api/v1/executions/{execution}/visits/{execution}/decision"
    assert layers.person.post(address, json=decision).status_code == 404


def test_schedules_are_kept_there(layers: Layers) -> None:
    layers.apply("tell", TELL)
    hourly = {"kind": "cron", "expression": "0 * * * *", "time_zone": "Europe/Berlin"}
    order = {"name": "hourly", "procedure": "tell", "target": {"groups": ["web"]}, "trigger": hourly}
    order |= {"overlap": "queue_one", "catch_up_ms": 600_000, "priority": 4}

    made = layers.person.post("/api/v1/schedules", json=order)

    assert made.status_code == 201, made.text
    address = f"/api/v1/schedules/{made.json['id']}"
    shown = layers.person.get(address).json
    assert len(shown["next_fires"]) == 5
    assert (shown["overlap"], shown["catch_up_ms"], shown["priority"]) == ("queue_one", 600_000, 4)
    assert [item["name"] for item in layers.person.get("/api/v1/schedules").json["items"]] == ["hourly"]
    first = datetime.fromisoformat(shown["next_fires"][0])
    stretch = {"since": first.isoformat(), "until": (first + timedelta(days=1)).isoformat()}
    (planned,) = layers.person.get("/api/v1/schedules", query_string=stretch).json["items"]
    assert planned["plan"]["fires"][:5] == shown["next_fires"]
    assert (len(planned["plan"]["fires"]), planned["plan"]["more"], planned["plan"]["shut"]) == (
        24,
        False,
        [],
    )
    for wrong_stretch, code in (
        ({"since": stretch["since"]}, "field.missing"),
        ({"since": "soon", "until": stretch["until"]}, "datetime.invalid"),
        ({"since": stretch["until"], "until": stretch["since"]}, "stretch.length"),
        ({"since": "0001-01-01T00:00:00Z", "until": "0001-01-02T00:00:00Z"}, "stretch.too_far"),
        ({"since": "9999-12-30T00:00:00Z", "until": "9999-12-31T00:00:00Z"}, "stretch.too_far"),
    ):
        refused = layers.person.get("/api/v1/schedules", query_string=wrong_stretch)
        assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, code)
    wrong = order | {"name": "never", "trigger": hourly | {"expression": "0 0 31 2 *"}}
    assert layers.person.post("/api/v1/schedules", json=wrong).json["code"] == "cron.never"
    assert layers.person.delete(address).status_code == 204
    assert layers.person.get(address).status_code == 404


def test_an_executor_node_is_let_in_by_its_key(layers: Layers) -> None:
    key = noc_scheduler.keys.public_text(Ed25519PrivateKey.generate())
    fingerprint = noc_scheduler.keys.fingerprint(key)
    enrolment = Enrolment("node-1", key, fingerprint, "http://node-1.test", {}, "0.1.0", 4)
    executor_nodes.enrol(layers.means, enrolment)
    (pending,) = layers.person.get("/api/v1/executor-nodes").json["items"]
    address = f"/api/v1/executor-nodes/{pending['id']}"
    assert (pending["status"], pending["authorisation"]) == ("pending", None)

    authorised = layers.person.post(f"{address}/authorise", json={"fingerprint": fingerprint})

    assert authorised.json["status"] == authorised.json["authorisation"]["status"] == "authorised"
    drained = layers.person.post(f"{address}/drain", json={"reason": "new disks"})
    assert (drained.status_code, drained.json["draining"]["reason"]) == (200, "new disks")
    assert drained.json["authorisation"]["status"] == "authorised"
    assert drained.json["draining"]["by"]["kind"] == "person"
    assert layers.person.post(f"{address}/resume", json={}).json["draining"] is None
    suspended = layers.person.post(f"{address}/suspend", json={})
    assert suspended.json["status"] == "suspended"
    (shown,) = layers.person.get("/api/v1/executor-nodes").json["items"]
    assert (shown["status"], shown["key_mismatch"]) == ("suspended", False)


def test_a_lock_on_a_host_is_seen_and_taken_over_from_here(layers: Layers) -> None:
    layers.apply("hold", HOLD)
    first, second = (layers.start(procedure="hold").json["number"] for _ in range(2))
    layers.drain()
    waiting = layers.person.get(f"/api/v1/executions/{second}/hosts/web1").json
    assert f"held by execution {first} since" in waiting["waiting_for"]
    locks = {one["host"]: one for one in layers.person.get("/api/v1/host-locks").json["items"]}
    assert (locks["web1"]["number"], locks["web1"]["waiting"]) == (first, 1)

    address = f"/api/v1/executions/{second}/hosts/web1/take-lock"
    taken = layers.person.post(address, json={"reason": "it is urgent"})
    assert taken.status_code == 202, taken.text
    locks = {one["host"]: one for one in layers.person.get("/api/v1/host-locks").json["items"]}
    assert locks["web1"]["number"] == second
    free = f"/api/v1/executions/{first}/hosts/web1/take-lock"
    assert layers.person.post(free, json={}).json["code"] == "lock.not_waiting"


def test_a_text_is_rehearsed_there(layers: Layers) -> None:
    told = layers.person.post("/api/v1/procedures/rehearse", json={"text": TELL}).json
    assert told["hosts"][0]["path"] == ["begin", "say", "done"]
    assert told["hosts"][0]["messages"] == ["hello from host1"]
    refused = layers.person.post("/api/v1/procedures/rehearse", json={"text": "{"})
    assert (refused.status_code, refused.json["code"]) == (422, "procedure.unsound")


def test_node_kinds_come_from_there(layers: Layers) -> None:
    kinds = layers.person.get("/api/v1/node-kinds").json["items"]

    assert {"start", "end", "task", "decision", "loop", "wait", "notify"} <= {kind["kind"] for kind in kinds}


def test_what_is_shown_is_what_the_description_says(layers: Layers) -> None:
    """Every member that our openapi.json requires of a passed-on answer is in the scheduler's answers."""
    layers.apply("tell", TELL)
    number = layers.start().json["number"]
    layers.drain()
    schemas = layers.person.get("/openapi.json").json["components"]["schemas"]
    address = f"/api/v1/executions/{number}"
    answers = {
        "Execution": layers.person.get(address).json,
        "ExecutionHost": layers.person.get(f"{address}/hosts").json["items"][0],
        "HostWalk": layers.person.get(f"{address}/hosts/web1").json,
        "Visit": layers.person.get(f"{address}/visits").json["items"][0],
        "Matrix": layers.person.get(f"{address}/matrix").json,
        "Event": layers.person.get(f"{address}/events").json["items"][0],
        "NodeKind": layers.person.get("/api/v1/node-kinds").json["items"][0],
    }

    for name, answer in answers.items():
        assert set(schemas[name]["required"]) - set(answer) == set(), name
        assert set(answer) - set(schemas[name]["properties"]) == set(), name
