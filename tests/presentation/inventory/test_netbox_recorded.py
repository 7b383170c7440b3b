"""NetBox as a source, against what a NetBox answered; see netbox_recorded/README.md."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.errors import Unavailable
from noc_presentation.inventory import imports
from noc_presentation.inventory.sources.netbox import Netbox
from noc_presentation.inventory.sources.source import Means
from tests.presentation.inventory.played_netbox import DEVICES, MACHINES, TOKEN, PlayedNetbox, playing

FOLDER = Path(__file__).parent / "netbox_recorded"


def recorded(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / name).read_text("utf-8"))
    return found


@pytest.fixture
def netbox() -> Iterator[PlayedNetbox]:
    with playing() as played:
        played.recorded = {
            DEVICES: recorded("devices.json"),
            MACHINES: recorded("virtual-machines.json"),
        }
        yield played


def pulled(netbox: PlayedNetbox, *group_by: str) -> Any:
    source = Netbox(
        netbox.url, "netbox", group_by, objects=("devices", "virtual_machines"), sleep=lambda _: None
    )
    return json.loads(source.pull(means()))


def means() -> Means:
    return Means(TOKEN, Scheduler(lambda: "http://nobody.test", httpx.BasicAuth("", "")))


def test_pages_that_the_server_makes_smaller_than_asked_for_are_all_read(netbox: PlayedNetbox) -> None:
    document = pulled(netbox, "site")
    assert sorted(document["_meta"]["hostvars"]) == ["dns1", "lis-cr1", "lis-sw7", "opo-cr1"]
    offsets = [(path, query["offset"], query["limit"]) for path, query, _ in netbox.asked]
    assert offsets == [(DEVICES, ["0"], ["200"]), (DEVICES, ["2"], ["200"]), (MACHINES, ["0"], ["200"])]


@pytest.mark.parametrize(
    ("group_by", "groups"),
    [
        ("site", {"site_lisbon-dc1": ["lis-cr1", "lis-sw7"], "site_porto": ["opo-cr1"]}),
        ("role", {"role_core-router": ["lis-cr1", "opo-cr1"], "role_access-switch": ["lis-sw7"]}),
        ("tenant", {"tenant_backbone-team": ["lis-cr1", "opo-cr1"]}),
        ("platform", {"platform_junos": ["lis-cr1", "opo-cr1"], "platform_debian-12": ["dns1"]}),
        ("cluster", {"cluster_pve-lisbon": ["dns1"]}),
    ],
)
def test_hosts_are_grouped_by_what_netbox_refers_to(
    netbox: PlayedNetbox, group_by: str, groups: dict[str, list[str]]
) -> None:
    document = pulled(netbox, group_by)
    assert {name: document[name]["hosts"] for name in groups} == groups
    assert not [name for name in document if "_" in name[1:] and not name.startswith(group_by)]


def test_a_host_is_reached_at_its_primary_address_whatever_its_family(netbox: PlayedNetbox) -> None:
    hosts = pulled(netbox)["_meta"]["hostvars"]
    assert {name: hosts[name]["ansible_host"] for name in hosts} == {
        "lis-cr1": "192.0.2.1",
        "opo-cr1": "2001:db8:2::1",
        "lis-sw7": "192.0.2.67",
        "dns1": "192.0.2.53",
    }


def test_its_context_and_custom_fields_are_neither_asked_for_nor_read(netbox: PlayedNetbox) -> None:
    text = json.dumps(pulled(netbox, "site", "role"))
    for never in ("never-to-be-read", "ansible_user", "ansible_connection", "SC-4471", "{{", "198.51.100."):
        assert never not in text
    for left_out in ("exclude", "omit"):  # what NetBox calls it changed; it passes over what it doesn't know
        assert {tuple(query[left_out]) for _, query, _ in netbox.asked} == {("config_context",)}


def test_what_was_pulled_is_an_inventory_that_can_be_imported(netbox: PlayedNetbox) -> None:
    read = imports.read("json", json.dumps(pulled(netbox, "site", "role", "platform")))
    imports.refuse_faults(read)
    (router,) = [host for host in read.hosts if host.name == "lis-cr1"]
    assert router.groups == ("platform_junos", "role_core-router", "site_lisbon-dc1")
    assert router.tags == ("bgp-full-table", "edge")
    assert router.vars == {
        "site": "lisbon-dc1",
        "role": "core-router",
        "platform": "junos",
        "tenant": "backbone-team",
    }


@pytest.mark.parametrize("refusal", recorded("refusals.json"), ids=lambda refusal: str(refusal["when"]))
def test_a_refusal_is_told_without_what_netbox_said_of_itself(
    netbox: PlayedNetbox, refusal: dict[str, Any]
) -> None:
    body = json.dumps(refusal["body"]).encode()
    netbox.before = [(refusal["status"], {"Content-Type": "application/json"}, body)] * 5
    with pytest.raises(Unavailable) as told:
        pulled(netbox)
    assert told.value.code == refusal["code"]
    assert str(refusal["status"]) in str(told.value)
    assert "netbox_version" not in str(told.value) and "4.7.3" not in str(told.value)
