"""Introductions: an executor node that was announced comes in by itself, once, as what was said; nobody else does."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.errors import InsecureKeyFile, InvalidKey
from tests.contract.machines import Machine
from tests.contract.test_presentation_and_scheduler import Layers, layers  # noqa: F401 - a fixture
from tests.presentation.people import somebody

INTRODUCTIONS = "/api/v1/introductions"


@pytest.fixture
def machine(layers: Layers, tmp_path: Path) -> Iterator[Machine]:  # noqa: F811
    machine = Machine(layers, tmp_path)
    yield machine
    machine.client.close()


def announced(layers: Layers, **changes: Any) -> Any:  # noqa: F811
    body = {"name": "lis-2", "groups": ["web"], "labels": {"site": "lisbon"}, **changes}
    answer = layers.person.post(INTRODUCTIONS, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json


def nodes(layers: Layers) -> Any:  # noqa: F811
    return {one["name"]: one for one in layers.person.get("/api/v1/executor-nodes").json["items"]}


def test_it_comes_in_as_what_was_said_and_both_layers_know(layers: Layers, machine: Machine) -> None:  # noqa: F811
    answer = machine.given(announced(layers)["token"]).enrol()

    assert answer["status"] == "authorised"
    node = nodes(layers)["lis-2"]
    assert node["serves"] == {"groups": ["web"], "labels": {"site": "lisbon"}}
    assert node["authorisation"]["groups"] == ["web"]
    assert node["authorisation"]["decided_by"]["name"] == "ana"
    assert node["key_mismatch"] is False
    acts = [entry["verb"] for entry in layers.person.get("/api/v1/audit").json["items"]]
    assert "arrivals.use" in acts


def test_asked_again_by_the_same_the_answer_is_the_same(layers: Layers, machine: Machine) -> None:  # noqa: F811
    machine.given(announced(layers)["token"])

    assert [machine.enrol()["status"] for _ in range(2)] == ["authorised"] * 2
    assert len(nodes(layers)) == 1


def test_it_brings_in_one_executor_node_and_no_other(
    layers: Layers,  # noqa: F811
    machine: Machine,
    tmp_path: Path,
) -> None:
    token = announced(layers)["token"]
    machine.given(token).enrol()
    other = Machine(layers, tmp_path, "lis-3").given(token)

    assert other.enrol()["status"] == "pending"
    other.client.close()


def test_it_is_for_one_name(layers: Layers, machine: Machine) -> None:  # noqa: F811
    machine.given(announced(layers, name="lis-9")["token"])

    assert machine.enrol()["status"] == "pending"


def test_an_altered_one_and_one_nobody_made_introduce_nobody(layers: Layers, machine: Machine) -> None:  # noqa: F811
    made = announced(layers)
    seed = base64.urlsafe_b64encode(bytes(32)).rstrip(b"=").decode()
    for token in (
        f"noc_intro_{made['id']}_{seed}",
        made["token"].replace(made["id"], "01a1fbba-0000-7000-8000-00000000000b"),
    ):
        assert machine.given(token).enrol()["status"] == "pending"


def test_what_was_seen_of_it_introduces_nobody_else(
    layers: Layers,  # noqa: F811
    machine: Machine,
    tmp_path: Path,
) -> None:
    """Whoever reads the enrolment on its way has a signature over another's key, and that is worth nothing."""
    seen = machine.given(announced(layers)["token"]).introduction()
    thief = Machine(layers, tmp_path, "lis-2")

    assert thief.enrol(introduction=seen)["status"] == "pending"
    thief.client.close()


def test_it_is_over_when_it_was_revoked(layers: Layers, machine: Machine) -> None:  # noqa: F811
    made = announced(layers)
    assert layers.person.delete(f"{INTRODUCTIONS}/{made['id']}").status_code == 204

    assert machine.given(made["token"]).enrol()["status"] == "pending"


def test_whom_people_have_refused_it_does_not_bring_back(layers: Layers, machine: Machine) -> None:  # noqa: F811
    identity = machine.enrol()["id"]
    layers.person.post(f"/api/v1/executor-nodes/{identity}/suspend", json={})

    assert machine.given(announced(layers)["token"]).enrol()["status"] == "suspended"


def test_it_counts_as_long_as_its_maker_may_let_executor_nodes_in(layers: Layers, machine: Machine) -> None:  # noqa: F811
    app = layers.person.application

    class House:
        person = layers.person

        @staticmethod
        def bearer(token: str) -> Any:
            client = app.test_client()
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
            return client

    layers.person.put("/api/v1/roles/keeper", json={"verbs": ["executor_node.read", "executor_node.manage"]})
    vera = somebody(House, "vera", ("keeper", None))
    made = vera.client.post(INTRODUCTIONS, json={"name": "lis-2", "groups": None}).json
    off = layers.person.put(f"/api/v1/users/{vera.id}/active", json={"active": False})
    assert off.status_code == 200

    assert machine.given(made["token"]).enrol()["status"] == "pending"


def test_its_token_is_kept_nowhere_and_shown_once(layers: Layers, machine: Machine) -> None:  # noqa: F811
    made = announced(layers)
    secret = made["token"].rpartition("_")[2]

    assert secret not in layers.person.get(INTRODUCTIONS).text
    assert secret not in str(machine.given(made["token"]).introduction())


def test_it_is_kept_from_others_on_the_machine(machine: Machine) -> None:
    token = f"noc_intro_01a1fbba-0000-7000-8000-00000000000b_{'A' * 43}"
    assert machine.given(token).file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(InvalidKey):
        machine.given("noc_pat_something")
    machine.file.chmod(0o640)
    with pytest.raises(InsecureKeyFile):
        machine.introduction()
