"""Who may say what: an executor node that nobody authorised, and reports that nobody entitled has signed."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from demo import ports
from demo.fleet import Fleet
from demo.layers import Layers
from demo.operator import Operator
from demo.stack import Stack
from demo.stories import HostPlan
from demo.whole import PLAYBOOKS
from noc_executor_node.keys import fingerprint, own_key, public_text
from noc_executor_node.signatures import RequestSigner

LINGER = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: linger}
spec:
  nodes:
    begin: {kind: start, next: sleep}
    sleep:
      kind: task
      purpose: action
      module: ansible.builtin.command
      args: {argv: [sleep, "8"]}
      timeout: 60s
      next: done
    done: {kind: end}
"""


@pytest.mark.timeout(300)
@pytest.mark.proof
def test_nothing_is_dispatched_before_the_executor_node_is_authorised(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    layers = Layers(tmp_path_factory.mktemp("pending"), *ports.free_ports((0, 0, 0)))
    with (
        Fleet(tmp_path_factory.mktemp("one"), [HostPlan("host")], network=3) as fleet,
        Stack(layers, fleet.user, fleet.private_key) as stack,
    ):
        stack.noc("import", "inventory", str(fleet.write_flat_inventory("all-hosts")))
        stack.noc("apply", "-f", str(PLAYBOOKS / "hello.yml"))
        stack.wait_for(lambda: stack.node() is not None, "the executor node to enrol")
        execution = stack.operator.start("hello", hosts=["host"])["id"]

        def reason() -> str:
            return json.dumps([host["waiting_for"] for host in stack.operator.hosts(execution)])

        stack.wait_for(lambda: "node-1" in reason() and "pending" in reason(), "the reason to be shown")
        assert stack.operator.execution(execution)["status"] != "succeeded"
        assert "attempt.dispatched" not in {event["type"] for event in stack.operator.events(execution)}
        assert attempts_in_the_journal(stack) == 0

        stack.authorise_node()
        assert stack.operator.until_over(execution, seconds=90)["status"] == "succeeded"
        assert attempts_in_the_journal(stack) == 2


def attempts_in_the_journal(stack: Stack) -> int:
    """How many attempts the executor node has ever been given."""
    journal = Path(stack.layers.environment["NOC_EXECUTOR_NODE_HOME"]) / "journal.sqlite3"
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM attempts").fetchone()[0])


def speak(stack: Stack, key_id: str, key: Ed25519PrivateKey) -> httpx.Client:
    """A client that signs as `key_id` with `key`."""
    return httpx.Client(
        base_url=stack.layers.scheduler_url, auth=RequestSigner(key_id, key), timeout=30, trust_env=False
    )


@pytest.fixture
def node_key(stack: Stack) -> Ed25519PrivateKey:
    """The real executor node's own key."""
    return own_key(Path(stack.layers.environment["NOC_EXECUTOR_NODE_HOME"]) / "key.pem")


@pytest.fixture
def lingering(
    stack: Stack, operator: Operator, apply: Callable[[str], None]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """An execution whose only task runs meanwhile, and a report which says that it has long succeeded."""
    apply(LINGER)
    execution = operator.start("linger", hosts=["edge2"])["id"]
    found: dict[str, Any] = {}

    def dispatched() -> bool:
        for event in operator.events(execution):
            if event["type"] == "attempt.dispatched":
                found.update(event["data"])
        return bool(found)

    stack.wait_for(dispatched, "the attempt to be dispatched")
    stack.wait_for(
        lambda: operator.visits(execution, node="sleep")[0]["status"] == "running", "the task to run"
    )
    report = {
        "id": found["attempt"],
        "lease": found["lease"],
        "seq": 1,
        "state": "finished",
        "at": "2026-11-21T09:00:00.000Z",
        "outcome": "succeeded",
        "rc": 0,
        "stdout": "forged",
        "stderr": "",
        "changed": False,
        "message": "",
        "facts": {},
        "result": {},
        "truncated": False,
    }
    yield execution, {"boot": "forged", "reports": [report]}
    over = operator.until_over(execution, seconds=90)
    assert over["status"] == "succeeded"
    (visit,) = operator.visits(execution, node="sleep")
    assert visit["stdout"] != "forged"


def test_a_forged_report_is_refused(
    stack: Stack, lingering: tuple[str, dict[str, Any]], operator: Operator
) -> None:
    execution, report = lingering
    node = stack.node()
    assert node is not None
    before = operator.visits(execution)
    with speak(stack, node["id"], Ed25519PrivateKey.generate()) as stranger:
        assert_refused(stranger.post("/v1/reports", json=report), "signature.invalid")
    with speak(stack, "no-such-node", Ed25519PrivateKey.generate()) as stranger:
        assert_refused(stranger.post("/v1/reports", json=report), "signature.unknown_key")
    unsigned = httpx.post(f"{stack.layers.scheduler_url}/v1/reports", json=report, trust_env=False)
    assert_refused(unsigned, "signature.missing")
    assert operator.visits(execution) == before


def test_an_altered_report_is_refused(
    stack: Stack, lingering: tuple[str, dict[str, Any]], node_key: Ed25519PrivateKey, operator: Operator
) -> None:
    execution, report = lingering
    node = stack.node()
    assert node is not None
    before = operator.visits(execution)
    with speak(stack, node["id"], node_key) as client:
        signed = client.build_request("POST", "/v1/reports", json={**report, "reports": []})
        signed = next(RequestSigner(node["id"], node_key).auth_flow(signed))
        altered = json.dumps(report).encode()
        headers = {name: value for name, value in signed.headers.items() if name != "content-length"}
        answer = httpx.post(signed.url, content=altered, headers=headers, trust_env=False)
    assert_refused(answer, "signature.invalid")
    assert operator.visits(execution) == before


def test_a_replayed_report_is_refused(
    stack: Stack, lingering: tuple[str, dict[str, Any]], node_key: Ed25519PrivateKey, operator: Operator
) -> None:
    execution, report = lingering
    node = stack.node()
    assert node is not None
    # About an attempt that nobody knows, so that the first, honestly signed time changes nothing either.
    harmless = {**report, "reports": [{**report["reports"][0], "id": "019aa000-0000-7000-8000-000000000000"}]}
    before = operator.visits(execution)
    request = httpx.Request("POST", f"{stack.layers.scheduler_url}/v1/reports", json=harmless)
    signed = next(RequestSigner(node["id"], node_key).auth_flow(request))
    with httpx.Client(trust_env=False) as client:
        first = client.send(signed)
        assert first.status_code == httpx.codes.OK, first.text
        assert first.json()["items"][0]["code"] == "attempt.unknown"
        assert_refused(client.send(signed), "signature.replayed")
    assert operator.visits(execution) == before


def test_another_executor_node_cannot_report_about_an_attempt_it_does_not_hold(
    stack: Stack, lingering: tuple[str, dict[str, Any]], operator: Operator
) -> None:
    execution, report = lingering
    key = Ed25519PrivateKey.generate()
    before = operator.visits(execution)
    with speak(stack, fingerprint(public_text(key)), key) as other:
        enrolment = {
            "name": "node-2",
            "public_key": public_text(key),
            "url": "http://127.0.0.1:9",
            "labels": {},
            "version": "0.1.0",
            "slots": 1,
        }
        enrolled = other.post("/v1/executor-nodes", json=enrolment)
        assert enrolled.status_code == httpx.codes.CREATED, enrolled.text
    node = enrolled.json()
    with speak(stack, node["id"], key) as other:
        pending = other.post("/v1/reports", json=report)
        assert (pending.status_code, pending.json()["code"]) == (403, "executor_node.not_authorised")
        stack.noc("executor-nodes", "authorise", "node-2", "--fingerprint", node["fingerprint"])
        refused = other.post("/v1/reports", json=report)
        assert refused.status_code == httpx.codes.OK, refused.text
        (item,) = refused.json()["items"]
        assert (item["status"], item["code"]) == ("refused", "attempt.not_yours")
    operator.post(f"/executor-nodes/{node['id']}/suspend", {})
    assert operator.visits(execution) == before


def assert_refused(answer: httpx.Response, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (401, code), answer.text
