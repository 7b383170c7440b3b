"""Giving credentials out: sealed to one executor node for one attempt, from what holds now, or not at all."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.public import PrivateKey, SealedBox

from noc_presentation.credentials.boxes import PROOF_ABOUT
from noc_presentation.keys import fingerprint, public_text

NODE = "01a1fb00-0000-7000-8000-0000000000b1"
SECRET = "open sesame"
SEALED = "/api/v1/sealed-credentials"


class Node:
    """An executor node that was let in, with its two keys."""

    def __init__(self, house: Any) -> None:
        self.house, self.identity, self.sealing = house, Ed25519PrivateKey.generate(), PrivateKey.generate()
        key = public_text(self.identity)
        shown = {"id": NODE, "name": "node-1", "status": "pending", "fingerprint": fingerprint(key)}
        house.scheduler.executor_nodes = [shown | {"public_key": key, "url": None, "labels": {}, "slots": 4}]
        house.scheduler.answer("PUT", f"/v1/executor-nodes/{NODE}/authorisation", 200, {})
        path = f"/api/v1/executor-nodes/{NODE}/authorise"
        assert house.person.post(path, json={"fingerprint": fingerprint(key)}).status_code == 200

    def asked(self, *needs: dict[str, Any], signer: Ed25519PrivateKey | None = None) -> Any:
        public = bytes(self.sealing.public_key)
        proof = (signer or self.identity).sign(PROOF_ABOUT + public)
        body = {
            "executor_node": NODE,
            "sealing_key": base64.b64encode(public).decode(),
            "proof": base64.b64encode(proof).decode(),
            "attempts": list(needs or [need()]),
        }
        with self.house.signed() as client:
            answer = client.post(SEALED, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    def opened(self, box: str, key: PrivateKey | None = None) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(SealedBox(key or self.sealing).decrypt(base64.b64decode(box)))
        return document


def need(attempt: str = "a1", host: str = "web1", *names: str) -> dict[str, Any]:
    return {"attempt": attempt, "lease": 3, "host": host, "credentials": list(names or ["web"])}


@pytest.fixture
def node(house: Any) -> Node:
    """A house with a host in a group that a credential is bound to."""
    host = {"name": "web1", "address": "10.0.0.1", "groups": ["edge"]}
    assert house.person.post("/api/v1/hosts", json=host).status_code == 201
    credential(house, "web", "password")
    return Node(house)


def credential(house: Any, name: str, kind: str, *groups: str) -> None:
    body = {"name": name, "kind": kind, "groups": list(groups or ["edge"]), "values": {"password": SECRET}}
    assert house.person.post("/api/v1/credentials", json=body).status_code == 201


def test_targets_name_the_credentials_of_each_host(house: Any, node: Node) -> None:
    credential(house, "root", "become_password")
    house.person.post("/api/v1/hosts", json={"name": "db1", "address": "10.0.0.2", "groups": ["db"]})
    with house.signed() as client:
        hosts = client.post("/api/v1/targets", json={"target": {"hosts": ["web1", "db1"]}}).json()["hosts"]
    assert {host["name"]: host["credentials"] for host in hosts} == {"web1": ["root", "web"], "db1": []}


def test_the_box_opens_for_that_executor_node_and_says_what_it_is_for(house: Any, node: Node) -> None:
    (answer,) = node.asked()
    assert answer["credentials"] == [{"name": "web", "kind": "password", "use": "login", "version": 1}]
    box = node.opened(answer["box"])
    assert (box["executor_node"], box["attempt"], box["lease"], box["host"]) == (NODE, "a1", 3, "web1")
    assert box["expires_at"] == answer["expires_at"] == "2026-11-21T12:15:00.000Z"
    assert box["credentials"][0]["values"] == {"password": SECRET}
    assert SECRET not in json.dumps(answer)
    shown = house.person.get("/api/v1/credentials/web").json
    assert shown["last_used"] == {"executor_node": NODE, "host": "web1"}
    with pytest.raises(Exception, match="decrypt"):
        node.opened(answer["box"], PrivateKey.generate())


def test_a_key_that_the_executor_node_has_not_signed_gets_nothing(house: Any, node: Node) -> None:
    (answer,) = node.asked(signer=Ed25519PrivateKey.generate())
    assert (answer["box"], answer["code"]) == (None, "credential.sealing_key_unproven")


def test_a_suspended_executor_node_gets_nothing(house: Any, node: Node) -> None:
    house.person.post(f"/api/v1/executor-nodes/{NODE}/suspend", json={})
    (answer,) = node.asked()
    assert (answer["box"], answer["code"]) == (None, "executor_node.not_authorised")


def test_a_revoked_or_unbound_credential_is_refused_and_others_are_not(house: Any, node: Node) -> None:
    credential(house, "root", "become_password")
    house.person.delete("/api/v1/credentials/web")
    one, two = node.asked(need("a1"), need("a2", "web1", "root"))
    assert (one["code"], one["message"]) == ("credential.revoked", "credential 'web' was revoked")
    assert two["box"] is not None

    seen = house.person.get("/api/v1/credentials/root").headers["ETag"]
    house.person.put("/api/v1/credentials/root", json={"groups": []}, headers={"If-Match": seen})
    assert node.asked(need("a3", "web1", "root"))[0]["code"] == "credential.not_bound"


def test_a_host_that_left_the_group_gets_nothing_any_more(house: Any, node: Node) -> None:
    house.person.delete("/api/v1/hosts/web1")
    assert node.asked()[0]["code"] == "credential.unknown_host"
    house.person.post("/api/v1/hosts", json={"name": "web1", "address": "10.9.9.9"})
    assert node.asked()[0]["code"] == "credential.not_bound"


def test_several_for_one_use_need_the_host_to_pick(house: Any, node: Node) -> None:
    credential(house, "other", "password")
    (answer,) = node.asked(need("a1", "web1", "other", "web"))
    assert answer["code"] == "credential.ambiguous"
    etag = house.person.get("/api/v1/hosts/web1").headers["ETag"]
    body = {"name": "web1", "groups": ["edge"], "address": "10.0.0.1", "vars": {"noc_credentials": "other"}}
    picked = house.person.put("/api/v1/hosts/web1", json=body, headers={"If-Match": etag})
    assert picked.status_code == 200
    (answer,) = node.asked(need("a1", "web1", "other"))
    assert answer["box"] is not None


def test_a_host_can_t_pick_what_is_not_bound_to_its_groups(house: Any, node: Node) -> None:
    credential(house, "vip", "password", "edge")
    etag = house.person.get("/api/v1/credentials/vip").headers["ETag"]
    house.person.put("/api/v1/credentials/vip", json={"groups": []}, headers={"If-Match": etag})
    host = {"name": "web2", "address": "10.0.0.3", "vars": {"noc_credentials": ["vip"]}, "groups": ["edge"]}
    assert house.person.post("/api/v1/hosts", json=host).status_code == 201
    assert node.asked(need("a1", "web2", "vip"))[0]["code"] == "credential.not_bound"


def test_nobody_but_the_scheduler_may_ask(house: Any, node: Node) -> None:
    assert house.person.post(SEALED, json={}).status_code == 401
    assert house.anybody.post(SEALED, json={}).status_code == 401


def test_an_executor_node_gets_nothing_for_hosts_of_groups_it_may_not_serve(house: Any, node: Node) -> None:
    house.person.post("/api/v1/groups", json={"name": "db"})
    path = f"/api/v1/executor-nodes/{NODE}/groups"
    assert house.person.put(path, json={"groups": ["db"]}).status_code == 200
    assert node.asked()[0]["code"] == "executor_node.not_for_host"
    house.person.put(path, json={"groups": ["edge"]})
    assert node.asked()[0]["box"] is not None
