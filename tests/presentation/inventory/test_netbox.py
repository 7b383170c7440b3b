"""NetBox as a source: pages of a real HTTP answer become hosts and groups, by the preview that every import has."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.errors import Invalid, Misconfigured, Unavailable
from noc_presentation.inventory.sources.configuration import read_sources
from noc_presentation.inventory.sources.netbox import Netbox
from noc_presentation.inventory.sources.netbox_records import inventory_list
from noc_presentation.inventory.sources.source import Means
from tests import applications
from tests.presentation.inventory.played_netbox import DEVICES, MACHINES, TOKEN, PlayedNetbox, device, playing
from tests.presentation.noc.terminal import Run, typed

IMPORTS = "/api/v1/inventory/sources/dc/imports"


@pytest.fixture
def netbox() -> Iterator[PlayedNetbox]:
    with playing() as played:
        yield played


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def source(netbox: PlayedNetbox, pauses: list[float]) -> Netbox:
    return Netbox(netbox.url, "netbox", objects=("devices", "virtual_machines"), sleep=pauses.append)


def shown(token: str) -> Means:
    return Means(token, Scheduler(lambda: "http://nobody.test", httpx.BasicAuth("", "")))


def pulled(source: Netbox) -> Any:
    return json.loads(source.pull(shown(TOKEN)))


class TestPulling:
    def test_all_pages_of_all_kinds_come_in_with_their_groups(
        self, netbox: PlayedNetbox, source: Netbox
    ) -> None:
        netbox.records = {
            DEVICES: [device(number) for number in range(250)],
            MACHINES: [device(900, "vm1", site=None, platform=None, device_role={"slug": "web"}, role=None)],
        }
        document = pulled(source)
        assert len(document["_meta"]["hostvars"]) == 251
        assert len(document["site_lisbon"]["hosts"]) == len(document["site_porto"]["hosts"]) == 125
        assert document["role_web"]["hosts"] == ["vm1"]
        assert document["_meta"]["hostvars"]["dev007"] == {
            "site": "lisbon",
            "role": "router",
            "platform": "ios",
            "ansible_host": "192.0.2.8",
            "noc_tags": ["edge"],
        }
        assert [query["offset"] for _, query, _ in netbox.asked[:3]] == [["0"], ["100"], ["200"]]

    def test_where_the_next_page_is_said_to_be_is_never_believed(
        self, netbox: PlayedNetbox, source: Netbox
    ) -> None:
        netbox.records = {DEVICES: [device(number) for number in range(101)]}
        pulled(source)
        assert {path for path, _, _ in netbox.asked} == {DEVICES, MACHINES}

    def test_filters_go_along_and_only_the_chosen_kinds_are_asked_for(
        self, netbox: PlayedNetbox, source: Netbox
    ) -> None:
        filters = {"status": "active", "site": ["lisbon", "porto"]}
        pulled(replace(source, filters=filters, objects=("devices",)))
        ((path, query, headers),) = netbox.asked
        assert (path, query["status"], query["site"]) == (DEVICES, ["active"], ["lisbon", "porto"])
        assert "proxy-authorization" not in headers

    def test_who_is_asked_to_wait_waits_and_asks_again(
        self, netbox: PlayedNetbox, source: Netbox, pauses: list[float]
    ) -> None:
        netbox.before = [
            (429, {"Retry-After": "7"}, b""),
            (503, {}, b""),
            (429, {"Retry-After": "9999"}, b""),
        ]
        netbox.records = {DEVICES: [device(1)]}
        assert list(pulled(source)["_meta"]["hostvars"]) == ["dev001"]
        assert pauses == [7.0, 1.0, 20.0]

    @pytest.mark.parametrize(
        ("answers", "code"),
        [
            ([(429, {"Retry-After": "1"}, b"")] * 5, "source.unavailable"),
            ([(500, {}, b"<html>Traceback secret</html>")] * 5, "source.unavailable"),
            ([(401, {}, b'{"detail": "Invalid token"}')], "source.refused"),
            ([(403, {}, b"")], "source.refused"),
            ([(404, {}, b"")], "source.unavailable"),
            ([(302, {"Location": "http://elsewhere.example/"}, b"")], "source.unavailable"),
            ([(200, {}, b"<html>")], "source.unusable"),
            ([(200, {}, b"[]")], "source.unusable"),
            ([(200, {}, b"[" * 100_000)], "source.unusable"),
            ([(200, {}, b'{"count": "2", "results": []}')], "source.unusable"),
            ([(200, {}, b'{"count": 2, "results": []}')], "source.unusable"),
            ([(200, {}, b'{"count": 10001, "results": []}')], "source.unusable"),
            ([(200, {}, b" " * (17 * 2**20))], "source.unusable"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_an_answer_that_is_none_is_told_without_what_it_said(
        self, netbox: PlayedNetbox, source: Netbox, answers: Any, code: str
    ) -> None:
        netbox.before = list(answers)
        with pytest.raises(Unavailable) as told:
            source.pull(shown(TOKEN))
        assert told.value.code == code
        assert TOKEN not in str(told.value)
        assert "secret" not in str(told.value)

    def test_an_answer_that_drips_ends_with_the_patience(self, netbox: PlayedNetbox, source: Netbox) -> None:
        clock = iter([0.0, 51.0])
        with pytest.raises(Unavailable, match="took more than 50 s"):
            replace(source, monotonic=lambda: next(clock)).pull(shown(TOKEN))
        assert len(netbox.asked) == 1

    def test_nobody_there_is_told(self, source: Netbox) -> None:
        with pytest.raises(Unavailable, match=r"source\.unavailable"):
            replace(source, url="http://127.0.0.1:9").pull(shown(TOKEN))

    def test_a_token_of_the_new_kind_is_shown_as_such(self, netbox: PlayedNetbox, source: Netbox) -> None:
        with pytest.raises(Unavailable, match=r"source\.refused"):
            source.pull(shown("nbt_abc.def"))
        assert netbox.asked[0][2]["authorization"] == "Bearer nbt_abc.def"


def test_records_that_can_not_be_hosts_are_told_all_at_once() -> None:
    with pytest.raises(Invalid) as told:
        inventory_list([device(1), device(2, name="dev001"), {**device(3), "name": None}], ["site"])
    assert [complaint.code for complaint in told.value.errors] == ["source.doubled", "source.unnamed"]


def test_odd_members_of_a_record_are_left_out_and_never_believed() -> None:
    odd = device(1, site="lisbon", platform={"slug": ["ios"]}, primary_ip={"address": None}, tags="edge")
    document = inventory_list([odd], ["site", "role", "platform"])
    assert document["_meta"]["hostvars"] == {"dev001": {"role": "router"}}
    assert document["role_router"]["hosts"] == ["dev001"]


@pytest.mark.parametrize(
    "options",
    [
        "{kind: netbox}",
        "{kind: netbox, url: 'http://netbox.example'}",
        "{kind: netbox, url: 'https://user:pw@netbox.example'}",
        "{kind: netbox, url: 'file:///etc/passwd', allow_http: true}",
        "{kind: netbox, url: 'https://netbox.example', token: abc}",
        "{kind: netbox, url: 'https://netbox.example', group_by: [custom]}",
        "{kind: netbox, url: 'https://netbox.example', filters: {limit: 0}}",
        "{kind: netbox, url: 'https://netbox.example', objects: [racks]}",
        "{kind: netbox, url: 'https://netbox.example', ca_file: /nowhere.pem}",
        "{kind: script, path: /bin/id}",
        "{kind: ansible, executor_node: node-1}",
        "{kind: ansible, executor_node: node-1, source: ../x}",
        "{kind: ansible, executor_node: node-1, source: x, plugin: ansible.builtin.script}",
        "script",
    ],
)
def test_a_sources_file_with_anything_odd_in_it_is_refused(tmp_path: Path, options: str) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(f"dc: {options}\n")
    with pytest.raises(Misconfigured):
        read_sources(path)


class TestImporting:
    @pytest.fixture
    def person(self, house: Any, netbox: PlayedNetbox, tmp_path: Path) -> FlaskClient:
        """Somebody at a layer whose source `dc` is that NetBox."""
        netbox.records = {DEVICES: [device(1), device(2)]}
        path = tmp_path / "sources.yml"
        path.write_text(f"dc: {{kind: netbox, url: '{netbox.url}', allow_http: true, credential: netbox}}\n")
        house.resources = replace(house.resources, sources=read_sources(path))
        house.app = applications.presentation(house.resources)
        secret = {"name": "netbox", "kind": "api_token", "groups": [], "values": {"token": TOKEN}}
        assert house.person.post("/api/v1/credentials", json=secret).status_code == 201
        return house.person

    def test_what_would_change_is_shown_first_and_then_done(
        self, person: FlaskClient, netbox: PlayedNetbox
    ) -> None:
        assert person.get("/api/v1/inventory/sources").json["items"] == [
            {"name": "dc", "kind": "netbox", "place": netbox.url, "credential": "netbox"}
        ]
        would = person.post(IMPORTS, json={"dry_run": True})
        assert (would.json["added"], person.get("/api/v1/hosts").json["items"]) == (["dev001", "dev002"], [])
        done = person.post(IMPORTS, json={"digest": would.json["digest"]})
        assert (done.status_code, done.json["added"]) == (200, ["dev001", "dev002"])
        host = person.get("/api/v1/hosts/dev001").json
        assert (host["address"], host["groups"], host["tags"]) == (
            "192.0.2.2",
            ["platform_ios", "role_router", "site_lisbon"],
            ["edge"],
        )
        netbox.records[DEVICES][1]["primary_ip"]["address"] = "192.0.2.99/24"
        again = person.post(IMPORTS, json={})
        assert [one["name"] for one in again.json["changed"]] == ["dev002"]
        assert person.post(IMPORTS, json={"digest": would.json["digest"]}).status_code == 409

    def test_the_use_of_the_token_is_noted_and_the_token_is_nowhere(self, person: FlaskClient) -> None:
        answer = person.post(IMPORTS, json={})
        used = person.get("/api/v1/credentials/netbox").json["last_used"]
        assert used == {"executor_node": "presentation", "host": "source dc"}
        told = person.get("/api/v1/audit?limit=200").get_data(as_text=True)
        assert TOKEN not in answer.get_data(as_text=True) + told
        assert "inventory/sources" in told or "sources" in told

    def test_a_revoked_token_is_not_shown_to_anybody(self, person: FlaskClient, netbox: PlayedNetbox) -> None:
        person.delete("/api/v1/credentials/netbox")
        answer = person.post(IMPORTS, json={})
        assert (answer.status_code, answer.json["code"]) == (409, "credential.revoked")
        assert netbox.asked == []

    def test_a_host_that_no_inventory_may_hold_stores_nothing(
        self, person: FlaskClient, netbox: PlayedNetbox
    ) -> None:
        netbox.records[DEVICES].append(device(3, "-oProxyCommand=id"))
        answer = person.post(IMPORTS, json={})
        assert (answer.status_code, person.get("/api/v1/hosts").json["items"]) == (422, [])

    def test_an_unknown_source_or_order_is_refused(self, person: FlaskClient) -> None:
        assert person.post(IMPORTS.replace("dc", "other"), json={}).status_code == 404
        assert person.post(IMPORTS, json={"url": "http://127.0.0.1/"}).status_code == 422

    def test_whoever_may_not_use_the_token_may_not_pull(
        self, person: FlaskClient, house: Any, netbox: PlayedNetbox
    ) -> None:
        person.put("/api/v1/roles/keeper", json={"verbs": ["inventory.read", "inventory.edit"]})
        person.post("/api/v1/users", json={"name": "otto", "kind": "service"})
        grant = {"role": "keeper", "scope": None}
        assert person.post("/api/v1/users/otto/grants", json=grant).status_code == 201
        text = person.post("/api/v1/users/otto/tokens", json={"name": "of-otto"}).json["token"]
        assert house.bearer(text).post(IMPORTS, json={}).status_code == 403
        assert netbox.asked == []

    def test_noc_pulls_and_shows_what_changed(self, person: FlaskClient, house: Any) -> None:
        run: Run = typed(httpx.WSGITransport(house.app), house.token)
        assert "dc: netbox at http://127.0.0.1" in run("import", "sources").stdout
        result = run("import", "source", "dc")
        assert "+ dev001" in result.stdout
        assert "2 added" in result.stdout
        assert run("import", "source", "other").exit_code == 2


def test_hosts_of_a_plugin_on_an_executor_node_come_in_by_the_same_preview(
    house: Any, tmp_path: Path
) -> None:
    path = tmp_path / "sources.yml"
    path.write_text("fleet: {kind: ansible, executor_node: node-1, source: fleet}\n")
    house.resources = replace(house.resources, sources=read_sources(path))
    house.app = applications.presentation(house.resources)
    told = {"_meta": {"hostvars": {"lis1": {"rack": 7}}}, "lis": {"hosts": ["lis1"]}}
    asks = "/v1/executor-nodes/node-1/inventory"
    house.scheduler.answer("POST", asks, 200, {"content": json.dumps(told)})
    imports = "/api/v1/inventory/sources/fleet/imports"
    would = house.person.post(imports, json={"dry_run": True})
    assert (would.status_code, would.json["added"]) == (200, ["lis1"])
    assert house.scheduler.body() == {"source": "fleet"}
    assert house.person.post(imports, json={"digest": would.json["digest"]}).status_code == 200
    assert house.person.get("/api/v1/hosts/lis1").json["vars"] == {"rack": 7}
    problem = {
        "status": 409,
        "code": "executor_node.not_authorised",
        "detail": "executor node node-1 is pending",
    }
    house.scheduler.answer("POST", asks, 409, problem)
    refused = house.person.post(imports, json={})
    assert (refused.status_code, refused.json["code"]) == (503, "source.unavailable")
    assert "is pending" in refused.json["detail"]
