"""Hosts, groups and imports over REST."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from noc_presentation.resources import Resources
from noc_presentation.store.tables import metadata

INI = """
[web]
web[1:2] ansible_host=10.0.0.1 role=front
[db]
db1 ansible_host=10.0.0.9 ansible_port=2222 ansible_user=postgres
[site:children]
web
db
[site:vars]
site=gru
"""


def inventory_rows(resources: Resources) -> dict[str, list[Any]]:
    """Everything the inventory's tables hold."""
    with resources.database.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(sa.select(table))))
            for table in metadata.sorted_tables
            if table.name.startswith("inventory_")
        }


def test_a_list_shows_of_a_host_what_the_host_alone_shows(client: FlaskClient) -> None:
    document = """
apiVersion: noc/v1
kind: Inventory
metadata: {name: site}
spec: {hosts: {web1: {address: 192.0.2.1, groups: [web], tags: [edge], vars: {deep: {a: [1, null]}}}}}
"""
    assert client.post("/api/v1/documents/apply", json={"documents": [document]}).status_code == 200
    assert client.post("/api/v1/hosts", json={"name": "web2", "port": 2222}).status_code == 201

    listed = client.get("/api/v1/hosts").json["items"]

    alone = [client.get(f"/api/v1/hosts/{name}").json for name in ("web1", "web2")]
    assert listed == [
        {name: value for name, value in host.items() if name not in ("facts", "reachability")}
        for host in alone
    ]
    assert [host["managed_by"] is None for host in listed] == [False, True]


def test_a_host_is_made_looked_at_changed_and_deleted(
    client: FlaskClient, new_host_key: Callable[[], str]
) -> None:
    key = new_host_key()
    description = {
        "name": "web1",
        "address": "2001:DB8::1",
        "port": 2222,
        "user": "deploy",
        "groups": ["web", "canary"],
        "tags": ["env:prod"],
        "vars": {"greeting": "{{ lookup('pipe', 'id') }}", "deep": {"a": [1, None]}},
        "host_keys": [f"{key} root@web1"],
    }
    made = client.post("/api/v1/hosts", json=description)
    assert made.status_code == 201
    stored = description | {"address": "2001:db8::1", "groups": ["canary", "web"], "host_keys": [key]}
    assert {field: made.json[field] for field in stored} == stored
    seen = client.get("/api/v1/hosts/WEB1")
    assert seen.json == {**made.json, "facts": {}, "reachability": None}
    changed = client.put(
        "/api/v1/hosts/web1",
        json={"name": "web1", "address": "10.0.0.1", "groups": ["web"]},
        headers={"If-Match": seen.headers["ETag"]},
    )
    assert changed.status_code == 200
    assert (changed.json["address"], changed.json["groups"], changed.json["vars"]) == (
        "10.0.0.1",
        ["web"],
        {},
    )
    assert client.get("/api/v1/groups/canary").json["hosts"] == 0
    assert client.delete("/api/v1/hosts/web1").status_code == 204
    assert client.get("/api/v1/hosts/web1").status_code == 404


def test_somebody_else_s_change_is_not_overwritten(client: FlaskClient) -> None:
    first = client.post("/api/v1/hosts", json={"name": "web1"})
    etag = first.headers["ETag"]
    blind = client.put("/api/v1/hosts/web1", json={"name": "web1", "port": 1})
    assert (blind.status_code, blind.json["code"]) == (428, "precondition.required")
    assert (
        client.put("/api/v1/hosts/web1", json={"name": "web1"}, headers={"If-Match": etag}).status_code == 200
    )
    late = client.put("/api/v1/hosts/web1", json={"name": "web1", "port": 1}, headers={"If-Match": etag})
    assert (late.status_code, late.json["code"]) == (412, "precondition.failed")
    assert client.get("/api/v1/hosts/web1").json["port"] is None


def test_lists_come_in_pages_and_by_group(client: FlaskClient) -> None:
    for number in range(5):
        client.post("/api/v1/hosts", json={"name": f"h{number}", "groups": ["odd" if number % 2 else "even"]})
    first = client.get("/api/v1/hosts?limit=2").json
    second = client.get(f"/api/v1/hosts?limit=2&cursor={first['next']}").json
    third = client.get(f"/api/v1/hosts?limit=2&cursor={second['next']}").json
    names = [host["name"] for page in (first, second, third) for host in page["items"]]
    assert names == ["h0", "h1", "h2", "h3", "h4"]
    assert third["next"] is None
    odd = client.get("/api/v1/hosts?group=ODD").json["items"]
    assert [host["name"] for host in odd] == ["h1", "h3"]
    assert client.get("/api/v1/hosts?group=none").status_code == 404
    groups = client.get("/api/v1/groups").json["items"]
    assert [(group["name"], group["hosts"]) for group in groups] == [("even", 3), ("odd", 2)]


def test_a_group_is_made_described_and_deleted_when_nobody_is_in_it(client: FlaskClient) -> None:
    made = client.post("/api/v1/groups", json={"name": "spare"})
    assert (made.status_code, made.json["hosts"]) == (201, 0)
    assert client.post("/api/v1/groups", json={"name": "SPARE"}).json["code"] == "group.exists"
    client.put("/api/v1/groups/spare", json={"description": "kept warm"})
    assert client.get("/api/v1/groups/spare").json["description"] == "kept warm"
    client.post("/api/v1/hosts", json={"name": "h1", "groups": ["Spare"]})
    assert client.get("/api/v1/hosts/h1").json["groups"] == ["spare"]
    in_use = client.delete("/api/v1/groups/spare")
    assert (in_use.status_code, in_use.json["code"]) == (409, "in_use")
    client.delete("/api/v1/hosts/h1")
    assert client.delete("/api/v1/groups/spare").status_code == 204
    assert client.get("/api/v1/groups/spare").status_code == 404


@pytest.mark.parametrize(
    ("description", "path", "code"),
    [
        ({"name": "-oProxyCommand=x"}, "/name", "inventory.host_invalid"),
        ({"name": "all"}, "/name", "inventory.host_invalid"),
        ({"name": "h", "address": "-oProxyCommand=touch x"}, "/address", "inventory.host_invalid"),
        ({"name": "h", "address": "@/etc/passwd"}, "/address", "inventory.host_invalid"),
        ({"name": "h", "address": "256.1.1.1"}, "/address", "address.invalid"),
        ({"name": "h_1"}, "/address", "inventory.host_invalid"),
        ({"name": "h", "port": 0}, "/port", "port.invalid"),
        ({"name": "h", "port": 65536}, "/port", "port.invalid"),
        ({"name": "h", "port": "22"}, "/port", "type.integer"),
        ({"name": "h", "port": 22.0}, "/port", "type.integer"),
        ({"name": "h", "user": "%r"}, "/user", "user.invalid"),
        ({"name": "h", "groups": ["ok", "a b"]}, "/groups/1", "inventory.group_invalid"),
        ({"name": "h", "groups": "web"}, "/groups", "type.array"),
        ({"name": "h", "tags": ["a b"]}, "/tags", "tag.invalid"),
        (
            {"name": "h", "vars": {"ansible_connection": "local"}},
            "/vars/ansible_connection",
            "inventory.var_forbidden",
        ),
        ({"name": "h", "vars": {"Ansible_Become ": 1}}, "/vars/Ansible_Become ", "inventory.var_forbidden"),
        ({"name": "h", "vars": {"ansible_host": "10.0.0.1"}}, "/vars/ansible_host", "var.is_field"),
        ({"name": "h", "vars": {"hostvars": {}}}, "/vars/hostvars", "var.name_invalid"),
        ({"name": "h", "vars": {"a/b~": 1}}, "/vars/a~1b~0", "var.name_invalid"),
        ({"name": "h", "vars": {"a": [[[[[[[[[1]]]]]]]]]}}, "/vars/a", "var.too_deep"),
        ({"name": "h", "vars": {"a": "x" * 65_537}}, "/vars/a", "var.too_long"),
        ({"name": "h", "vars": {f"v{n}": n for n in range(201)}}, "/vars", "var.too_many"),
        ({"name": "h", "host_keys": ["ssh-ed25519 AAAA"]}, "/host_keys", "host_key.invalid"),
        ({"name": "h", "ansible_host": "10.0.0.1"}, "/ansible_host", "field.unknown"),
        ({"address": "10.0.0.1"}, "/name", "field.missing"),
        ({"name": 5}, "/name", "type.string"),
    ],
)
def test_a_bad_description_is_refused_where_it_is_bad_and_nothing_is_stored(
    client: FlaskClient, resources: Resources, description: dict[str, Any], path: str, code: str
) -> None:
    before = inventory_rows(resources)
    answer = client.post("/api/v1/hosts", json=description)
    assert answer.status_code == 422
    assert (path, code) in {(error["path"], error["code"]) for error in answer.json["errors"]}
    assert inventory_rows(resources) == before


def test_everything_wrong_with_a_host_is_said_at_once(client: FlaskClient) -> None:
    answer = client.post("/api/v1/hosts", json={"name": "a b", "address": "a;b", "port": 0, "user": "-x"})
    assert {error["path"] for error in answer.json["errors"]} == {"/name", "/address", "/port", "/user"}


def test_an_import_shows_what_it_would_do_and_then_does_it(client: FlaskClient, resources: Resources) -> None:
    before = inventory_rows(resources)
    shown = client.post("/api/v1/inventory/imports", json={"content": INI, "dry_run": True})
    assert shown.status_code == 200
    assert (shown.json["format"], shown.json["added"]) == ("ini", ["db1", "web1", "web2"])
    assert shown.json["new_groups"] == ["db", "site", "web"]
    assert [warning["code"] for warning in shown.json["warnings"]] == ["address.shared"]
    assert inventory_rows(resources) == before
    done = client.post("/api/v1/inventory/imports", json={"content": INI})
    assert done.json == shown.json | {"dry_run": False}
    again = client.post("/api/v1/inventory/imports", json={"content": INI}).json
    assert (again["added"], again["changed"], again["unchanged"]) == ([], [], ["db1", "web1", "web2"])
    host = client.get("/api/v1/hosts/db1").json
    assert (host["groups"], host["port"], host["vars"]) == (["db", "site"], 2222, {"site": "gru"})


def test_a_later_import_changes_adds_and_with_replace_removes(client: FlaskClient) -> None:
    client.post("/api/v1/inventory/imports", json={"content": INI})
    later = "web: {hosts: {web1: {role: back}, web3: {ansible_host: 10.0.0.3}}}\n"
    merged = client.post("/api/v1/inventory/imports", json={"content": later}).json
    assert merged["added"] == ["web3"]
    assert merged["changed"] == [
        {
            "name": "web1",
            "fields": ["vars.role"],
            "changes": [{"field": "vars.role", "before": "front", "after": "back"}],
        }
    ]
    assert merged["removed"] == []
    replaced = client.post("/api/v1/inventory/imports", json={"content": later, "replace": True}).json
    assert replaced["removed"] == ["db1", "web2"]
    assert [host["name"] for host in client.get("/api/v1/hosts").json["items"]] == ["web1", "web3"]
    assert client.get("/api/v1/hosts/web1").json["address"] == "web1"


def test_host_keys_and_tags_come_in_as_variables_of_ours(
    client: FlaskClient, new_host_key: Callable[[], str]
) -> None:
    first, second = new_host_key(), new_host_key()
    content = f"web: {{hosts: {{web1: {{noc_host_keys: [{first} a, {second} b], noc_tags: [x, y]}}}}}}"
    assert client.post("/api/v1/inventory/imports", json={"content": content}).status_code == 200
    host = client.get("/api/v1/hosts/web1").json
    assert (host["host_keys"], host["tags"], host["vars"]) == ([first, second], ["x", "y"], {})


def test_one_bad_row_stores_nothing(client: FlaskClient, resources: Resources) -> None:
    client.post("/api/v1/inventory/imports", json={"content": INI})
    before = inventory_rows(resources)
    answer = client.post(
        "/api/v1/inventory/imports",
        json={
            "content": "new1\nweb1 role=other\nweb2 ansible_connection=local\nDB1\nweb_3",
            "replace": True,
        },
    )
    assert answer.status_code == 422
    assert [(error["line"], error["code"]) for error in answer.json["errors"]] == [
        (3, "inventory.var_forbidden"),
        (4, "host.confusable"),
        (5, "inventory.host_invalid"),
    ]
    assert inventory_rows(resources) == before


def test_what_contradicts_the_stored_names_is_refused(client: FlaskClient, resources: Resources) -> None:
    client.post("/api/v1/inventory/imports", json={"content": INI})
    before = inventory_rows(resources)
    answer = client.post("/api/v1/inventory/imports", json={"content": "[Web]\nWEB1\nnew_one"})
    assert {(error["line"], error["code"]) for error in answer.json["errors"]} == {
        (1, "group.confusable"),
        (2, "host.confusable"),
        (3, "inventory.host_invalid"),
    }
    assert inventory_rows(resources) == before


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "field.missing"),
        ({"content": "h1", "format": "toml"}, 422, "value.unknown"),
        ({"content": "h1", "dry_run": "yes"}, 422, "type.boolean"),
        ({"content": "h1", "partial": True}, 422, "field.unknown"),
        ({"content": ""}, 422, "inventory.empty"),
        ({"content": "#!/bin/sh"}, 422, "inventory.format_not_allowed"),
        ({"content": "a" * 11 * 1024 * 1024}, 413, "inventory.too_large"),
        ({"content": "a" * 13 * 1024 * 1024}, 413, "body.too_large"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(
    client: FlaskClient, body: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post("/api/v1/inventory/imports", json=body)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_the_export_has_exactly_ansible_s_form(client: FlaskClient, new_host_key: Callable[[], str]) -> None:
    key = new_host_key()
    client.post("/api/v1/hosts", json={"name": "lonely"})
    client.post(
        "/api/v1/hosts",
        json={
            "name": "web1",
            "address": "10.0.0.1",
            "port": 22,
            "user": "root",
            "groups": ["web"],
            "tags": ["x"],
            "vars": {"a": 1},
            "host_keys": [key],
        },
    )
    client.post("/api/v1/groups", json={"name": "empty"})
    assert client.get("/api/v1/inventory/ansible").json == {
        "_meta": {
            "hostvars": {
                "web1": {
                    "a": 1,
                    "ansible_host": "10.0.0.1",
                    "ansible_port": 22,
                    "ansible_user": "root",
                    "noc_tags": ["x"],
                    "noc_host_keys": [key],
                }
            },
            "profile": "inventory_legacy",
        },
        "all": {"children": ["ungrouped", "web"]},
        "ungrouped": {"hosts": ["lonely"]},
        "web": {"hosts": ["web1"]},
    }


def test_a_create_that_is_sent_twice_happens_once(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = client.post("/api/v1/hosts", json={"name": "web1"}, headers=headers)
    second = client.post("/api/v1/hosts", json={"name": "web1"}, headers=headers)
    assert (first.status_code, second.status_code, second.json) == (201, 201, first.json)


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/api/v1/hosts"),
        ("POST", "/api/v1/hosts"),
        ("GET", "/api/v1/hosts/web1"),
        ("PUT", "/api/v1/hosts/web1"),
        ("DELETE", "/api/v1/hosts/web1"),
        ("GET", "/api/v1/groups"),
        ("POST", "/api/v1/groups"),
        ("DELETE", "/api/v1/groups/web"),
        ("POST", "/api/v1/inventory/imports"),
        ("GET", "/api/v1/inventory/ansible"),
        ("POST", "/api/v1/targets"),
    ],
)
def test_nobody_gets_in_without_saying_who_they_are(client: FlaskClient, method: str, address: str) -> None:
    answer = client.open(address, method=method, json={}, headers={"Authorization": ""})
    assert answer.status_code == 401


def test_hosts_are_found_by_a_part_of_their_name_or_address_in_any_case(client: FlaskClient) -> None:
    for name, address in (("web1", "10.0.0.1"), ("web2", "10.0.1.1"), ("db_1", "DB.example.net")):
        client.post("/api/v1/hosts", json={"name": name, "address": address})
    found = {
        text: [
            host["name"] for host in client.get("/api/v1/hosts", query_string={"search": text}).json["items"]
        ]
        for text in ("WEB", "0.1", "db.EX", "b_1", "%")
    }
    assert found == {
        "WEB": ["web1", "web2"],
        "0.1": ["web1", "web2"],
        "db.EX": ["db_1"],
        "b_1": ["db_1"],
        "%": [],
    }
