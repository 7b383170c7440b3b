"""What people say of an executor node in one layer holds in the other: whom it serves, and that it is to stop."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.errors import SchedulerRefused
from tests.contract.machines import Machine
from tests.contract.test_presentation_and_scheduler import Layers, layers  # noqa: F401 - a fixture

WORK = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: tell, title: Look whether a host is there}
spec:
  nodes:
    begin: {kind: start, next: look}
    look: {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: {any: done}}
    done: {kind: end}
"""


@pytest.fixture
def machine(layers: Layers, tmp_path: Path) -> Iterator[Machine]:  # noqa: F811
    """An authorised executor node, and a procedure that needs one."""
    machine = Machine(layers, tmp_path)
    machine.enrol()
    authorise(layers, machine)
    assert layers.apply("tell", WORK).status_code == 201
    yield machine
    machine.client.close()


def authorise(layers: Layers, machine: Machine) -> None:  # noqa: F811
    (node,) = layers.person.get("/api/v1/executor-nodes").json["items"]
    body = {"fingerprint": node["fingerprint"]}
    answer = layers.person.post(f"/api/v1/executor-nodes/{machine.id}/authorise", json=body)
    assert answer.json["status"] == "authorised", answer.text


def serve(layers: Layers, machine: Machine, groups: Any) -> None:  # noqa: F811
    address = f"/api/v1/executor-nodes/{machine.id}/groups"
    assert layers.person.put(address, json={"groups": groups}).status_code == 200


def test_work_waits_for_an_executor_node_that_may_serve_its_host_and_says_so(
    layers: Layers,  # noqa: F811
    machine: Machine,
) -> None:
    layers.person.post("/api/v1/groups", json={"name": "core-routers"})
    serve(layers, machine, ["core-routers"])
    number = layers.start().json["number"]
    layers.drain()

    assert machine.beat()["attempts"] == []
    shown = layers.person.get(f"/api/v1/executions/{number}").json
    assert shown["waiting_for"] == "no executor node may serve group web"

    serve(layers, machine, ["core-routers", "web"])
    layers.drain()
    assert {one["host"]["name"] for one in machine.beat()["attempts"]} == {"web1", "web-é2"}


def test_what_it_may_serve_outlives_being_suspended(layers: Layers, machine: Machine) -> None:  # noqa: F811
    serve(layers, machine, [])
    layers.person.post(f"/api/v1/executor-nodes/{machine.id}/suspend", json={})
    authorise(layers, machine)
    layers.start()
    layers.drain()

    assert machine.beat()["attempts"] == []


def test_one_that_is_stopped_is_off_once_it_holds_nothing_until_it_is_let_in_again(
    layers: Layers,  # noqa: F811
    machine: Machine,
) -> None:
    stopped = layers.person.post(f"/api/v1/executor-nodes/{machine.id}/stop", json={"reason": "retired"})
    assert (stopped.json["draining"]["until"], stopped.json["standing"]) == ("suspended", "stopping")

    with pytest.raises(SchedulerRefused, match="not_authorised"):
        machine.beat()

    (node,) = layers.person.get("/api/v1/executor-nodes").json["items"]
    assert (node["status"], node["draining"]) == ("suspended", None)
    assert (node["standing"], node["authorisation"]["status"]) == ("suspended", "authorised")
    authorise(layers, machine)
    assert machine.beat()["status"] == "authorised"
