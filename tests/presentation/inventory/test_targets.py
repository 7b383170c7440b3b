"""Who is meant by a target, and who may ask."""

from collections.abc import Callable

import httpx
import pytest
from flask.testing import FlaskClient

from noc_presentation.errors import Invalid
from noc_presentation.inventory.model import Target
from noc_presentation.inventory.service import resolve
from noc_presentation.resources import Resources

CONTENT = """
[web]
web2 ansible_host=10.0.0.2
web1 ansible_host=10.0.0.1 ansible_port=2222 ansible_user=deploy noc_tags=x role=front
[db]
db1 ansible_host=10.0.0.9
[site:children]
web
[spare]
"""


@pytest.fixture(autouse=True)
def stored(client: FlaskClient) -> None:
    assert client.post("/api/v1/inventory/imports", json={"content": CONTENT}).status_code == 200


def names(resources: Resources, target: Target) -> list[str]:
    with resources.database.reading() as session:
        return [host.name for host in resolve(session, target)]


@pytest.mark.parametrize(
    ("groups", "hosts", "meant"),
    [
        (("web",), (), ["web1", "web2"]),
        (("WEB", "site"), (), ["web1", "web2"]),
        (("site",), ("db1", "web1"), ["db1", "web1", "web2"]),
        ((), ("Web2", "db1", "web2"), ["db1", "web2"]),
        (("web", "spare"), (), ["web1", "web2"]),
    ],
)
def test_a_target_is_the_union_of_its_groups_and_hosts_by_name(
    resources: Resources, groups: tuple[str, ...], hosts: tuple[str, ...], meant: list[str]
) -> None:
    assert names(resources, Target(groups, hosts)) == meant


@pytest.mark.parametrize(
    ("groups", "hosts", "code", "paths"),
    [
        (("web", "none"), (), "target.unknown_group", ["/target/groups/1"]),
        (("web",), ("db1", "ghost"), "target.unknown_host", ["/target/hosts/1"]),
        (("none",), ("ghost",), "target.unknown", ["/target/groups/0", "/target/hosts/0"]),
        (("all",), (), "target.unknown_group", ["/target/groups/0"]),
        (("*",), ("web*",), "target.unknown", ["/target/groups/0", "/target/hosts/0"]),
        (("spare",), (), "target.empty", ["/target"]),
        ((), (), "target.empty", ["/target"]),
    ],
)
def test_a_target_that_means_nobody_or_somebody_unknown_is_refused(
    resources: Resources, groups: tuple[str, ...], hosts: tuple[str, ...], code: str, paths: list[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        names(resources, Target(groups, hosts))
    assert (refusal.value.code, [complaint.path for complaint in refusal.value.errors]) == (code, paths)


def test_the_scheduler_gets_whole_hosts(
    client: FlaskClient, scheduler: httpx.Client, new_host_key: Callable[[], str]
) -> None:
    key = new_host_key()
    client.post("/api/v1/inventory/imports", json={"content": f"web1 noc_host_keys='{key}'"})
    answer = scheduler.post("/api/v1/targets", json={"target": {"hosts": ["web1"]}, "execution": "e1"})
    assert answer.status_code == 200
    assert answer.json()["hosts"] == [
        {
            "name": "web1",
            "address": "10.0.0.1",
            "port": 2222,
            "user": "deploy",
            "groups": ["site", "web"],
            "tags": ["x"],
            "vars": {"role": "front"},
            "host_keys": [key],
            "credentials": [],
        }
    ]
    assert answer.json()["resolved_at"].endswith("Z")


def test_a_port_and_a_user_that_nobody_named_are_the_usual_port_and_nobody(scheduler: httpx.Client) -> None:
    answer = scheduler.post("/api/v1/targets", json={"target": {"groups": ["db"], "hosts": []}})
    (host,) = answer.json()["hosts"]
    assert (host["port"], host["user"]) == (22, None)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({"groups": ["none"]}, "target.unknown_group"),
        ({"hosts": ["ghost"]}, "target.unknown_host"),
        ({"groups": ["spare"]}, "target.empty"),
        ({}, "target.empty"),
        ({"everything": True}, "field.unknown"),
        ({"groups": "web"}, "type.array"),
    ],
)
def test_the_scheduler_hears_why_not(scheduler: httpx.Client, target: dict, code: str) -> None:
    answer = scheduler.post("/api/v1/targets", json={"target": target})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_person_s_token_does_not_open_the_scheduler_s_door(client: FlaskClient) -> None:
    answer = client.post("/api/v1/targets", json={"target": {"groups": ["web"]}})
    assert (answer.status_code, answer.json["code"]) == (401, "signature.missing")
