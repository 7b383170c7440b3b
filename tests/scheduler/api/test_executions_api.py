"""Executions over the wire: start one, watch it, read everything about it."""

from typing import Any

import httpx
import pytest

AN_ID = "0192f0c1-0000-7000-8000-000000000001"


def finish(peer: Any, world: Any, attempt: dict[str, Any], **result: Any) -> None:
    """The executor node reports running and finished in one batch."""
    about = {"id": attempt["id"], "lease": attempt["lease"], "at": "2026-11-21T09:00:00.000Z"}
    answer = peer.report(
        {**about, "seq": 1, "state": "running"},
        {**about, "seq": 2, "state": "finished", "outcome": "succeeded", "rc": 0, **result},
    )
    assert [item["status"] for item in answer.json()["items"]] == ["applied", "applied"]
    world.drain()


@pytest.fixture
def finished(api: httpx.Client, node: Any, world: Any, order: dict[str, Any]) -> dict[str, Any]:
    """An execution of which web1 was fine, web2 was restarted and web3 could not be reached."""
    execution = api.post("/v1/executions", json=order).json()
    world.drain()
    fake = world.nodes["node-1"]
    finish(node, world, fake.on("web1"), stdout="active\n")
    finish(node, world, fake.on("web2"), outcome="failed", rc=3, message="inactive")
    finish(node, world, fake.on("web2", "restart"), outcome="changed", changed=True)
    finish(node, world, fake.on("web3"), outcome="unreachable", rc=None, message="no route")
    finish(node, world, fake.on("web3", "restart"), outcome="unreachable", rc=None, message="no route")
    return api.get(f"/v1/executions/{execution['id']}").json()


def test_starting_answers_with_the_execution(api: httpx.Client, order: dict[str, Any]) -> None:
    answer = api.post("/v1/executions", json=order)

    assert answer.status_code == 201
    execution = answer.json()
    assert (execution["number"], execution["status"]) == (1, "queued")
    assert execution["procedure"]["name"] == "restart-web"
    assert execution["params"] == {"service": "nginx"}
    assert execution["waiting_for"] == "asking presentation for the hosts"
    assert execution["actor"]["name"] == "Anna"


def test_an_execution_is_found_by_id_and_by_number(finished: dict[str, Any], api: httpx.Client) -> None:
    assert api.get("/v1/executions/1").json()["id"] == finished["id"]
    assert finished["status"] == "failed"
    assert finished["counts"] == {"succeeded": 2, "failed": 1}
    assert finished["sentence"].endswith("web3 failed at gave_up; 1 changed")


def test_hosts_come_in_pages(finished: dict[str, Any], api: httpx.Client) -> None:
    path = f"/v1/executions/{finished['id']}/hosts"
    first = api.get(path, params={"limit": 2}).json()
    second = api.get(path, params={"limit": 2, "cursor": first["next"]}).json()

    assert [one["name"] for one in first["items"] + second["items"]] == ["web1", "web2", "web3"]
    assert second["next"] is None
    assert (first["items"][1]["status"], first["items"][1]["changed"]) == ("succeeded", True)


def test_one_host_shows_its_path(finished: dict[str, Any], api: httpx.Client) -> None:
    walk = api.get(f"/v1/executions/{finished['id']}/hosts/web2").json()

    assert [visit["node"] for visit in walk["path"]] == ["begin", "check", "restart", "done"]
    check = walk["path"][1]
    assert (check["outcome"], check["rc"], check["executor_node"]) == ("failed", 3, "node-1")
    assert walk["vars"] == {}


def test_visits_can_be_narrowed_to_a_node(finished: dict[str, Any], api: httpx.Client) -> None:
    path = f"/v1/executions/{finished['id']}/visits"
    visits = api.get(path, params={"node": "check"}).json()["items"]

    assert [(visit["host"], visit["outcome"]) for visit in visits] == [
        ("web1", "succeeded"),
        ("web2", "failed"),
        ("web3", "unreachable"),
    ]
    assert visits[0]["stdout"] == "active\n"


def test_the_log_is_outlined_by_lines_and_read_by_ids(
    order: dict[str, Any], api: httpx.Client, node: Any, world: Any
) -> None:
    execution = api.post("/v1/executions", json=order).json()
    world.drain()
    fake = world.nodes["node-1"]
    finish(node, world, fake.on("web3"), stdout="one\r\ntwo", stderr="\n\nwith its complaints\n")
    world.pass_time(1)
    finish(node, world, fake.on("web1"), stdout="\n")
    world.pass_time(1)
    finish(node, world, fake.on("web2"), stderr="alone")
    path = f"/v1/executions/{execution['id']}"

    outline = api.get(f"{path}/lines").json()
    written = {
        outline["hosts"][host]: (identity, outline["nodes"][node_at], lines)
        for identity, host, node_at, _, lines in outline["visits"]
    }
    ids = ".".join(identity for identity, _, _ in written.values())
    visits = api.get(f"{path}/visits", params={"ids": ids}).json()["items"]

    assert list(written) == ["web3", "web1", "web2"], "as they ended"
    assert {host: lines for host, (_, _, lines) in written.items()} == {"web3": 5, "web1": 1, "web2": 1}
    for visit in visits:
        text = "\n".join(filter(None, (visit["stdout"], visit["stderr"])))
        counted = len(text.replace("\r\n", "\n").removesuffix("\n").split("\n"))
        assert written[visit["host"]] == (visit["id"], visit["node"], counted)
    assert api.get(f"{path}/lines", params={"host": "web1"}).json()["hosts"] == ["web1"]
    assert api.get(f"{path}/lines", params={"node": "done"}).json()["visits"] == []


@pytest.mark.parametrize(
    "ids",
    ["", "web1", f"{AN_ID}.", ".".join([AN_ID] * 51)],
    ids=["none", "a name", "one and nothing", "too many"],
)
def test_what_is_no_list_of_ids_is_refused(finished: dict[str, Any], api: httpx.Client, ids: str) -> None:
    answer = api.get(f"/v1/executions/{finished['id']}/visits", params={"ids": ids})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "ids.invalid")


def test_the_matrix_has_every_host_by_every_node(finished: dict[str, Any], api: httpx.Client) -> None:
    matrix = api.get(f"/v1/executions/{finished['id']}/matrix").json()

    assert [node["id"] for node in matrix["nodes"]] == [
        "begin",
        "check",
        "restart",
        "tell",
        "done",
        "gave_up",
    ]
    cells = {host["name"]: host["cells"] for host in matrix["hosts"]}
    assert cells["web3"]["check"] == {
        "outcome": "unreachable",
        "status": "unreachable",
        "visits": 1,
        "changed": False,
    }
    assert {"from": "check", "outcome": "failed", "to": "restart", "count": 1} in matrix["arrows"]
    assert {"from": "begin", "outcome": "succeeded", "to": "check", "count": 3} in matrix["arrows"]


def test_the_feed_goes_on_from_its_cursor(finished: dict[str, Any], api: httpx.Client) -> None:
    seen: list[dict[str, Any]] = []
    cursor = None
    while True:
        query = {"limit": 7, "execution": finished["id"], **({"after": cursor} if cursor else {})}
        page = api.get("/v1/events", params=query).json()
        cursor = page["next"]
        if not page["items"]:
            break
        seen += page["items"]

    assert seen[0]["type"] == "execution.created"
    assert seen[-1]["type"] == "execution.finished"
    assert len({event["id"] for event in seen}) == len(seen)
    assert api.get("/v1/events", params={"after": cursor, "execution": finished["id"]}).json()["items"] == []


def test_the_newest_executions_come_first(api: httpx.Client, order: dict[str, Any]) -> None:
    for _ in range(3):
        api.post("/v1/executions", json=order)
    first = api.get("/v1/executions", params={"limit": 2}).json()
    second = api.get("/v1/executions", params={"limit": 2, "cursor": first["next"]}).json()

    assert [one["number"] for one in first["items"] + second["items"]] == [3, 2, 1]


def test_the_same_idempotency_key_starts_one_execution(api: httpx.Client, order: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "order-1"}
    first = api.post("/v1/executions", json=order, headers=key).json()
    again = api.post("/v1/executions", json=order, headers=key)
    other = api.post("/v1/executions", json={**order, "params": {"service": "ssh"}}, headers=key)

    assert (again.status_code, again.json()["id"]) == (201, first["id"])
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.conflict")
    assert len(api.get("/v1/executions").json()["items"]) == 1


def test_cancelling_ends_every_walk(api: httpx.Client, node: Any, world: Any, order: dict[str, Any]) -> None:
    execution = api.post("/v1/executions", json=order).json()
    world.drain()
    answer = api.post(
        f"/v1/executions/{execution['id']}/cancel", json={"actor": order["actor"], "reason": "wrong group"}
    )
    world.drain()

    assert answer.status_code == 202
    shown = api.get(f"/v1/executions/{execution['id']}").json()
    assert (shown["status"], shown["counts"]) == ("cancelled", {"cancelled": 3})
    assert len(world.nodes["node-1"].withdrawn) == 3
    again = api.post(f"/v1/executions/{execution['id']}/cancel", json={"actor": order["actor"]})
    assert (again.status_code, again.json()["code"]) == (409, "execution.finished")
