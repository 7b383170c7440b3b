"""Reads inventory/demo.yml as the plan of a fleet, and writes the copy that says where the hosts are."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from demo.stories import SERVICE_STORIES, HostPlan


class InvalidPlan(Exception):
    """The inventory names a story that there is none of."""


@dataclass(frozen=True)
class Place:
    """Where a host is: what a filled inventory adds to it."""

    address: str
    port: int
    host_keys: tuple[str, ...]


def read_plans(inventory: Path) -> tuple[HostPlan, ...]:
    """The hosts in the file's order, each once, however many groups list it."""
    variables: dict[str, dict[str, Any]] = {}
    for _, hosts in _host_maps(YAML(typ="safe").load(inventory)):
        for name, own in hosts.items():
            variables.setdefault(name, {}).update(own or {})
    return tuple(_plan(name, own) for name, own in variables.items())


def fill(inventory: Path, places: Mapping[str, Place], target: Path) -> None:
    """Writes `inventory` to `target` with every host's address, port and host keys."""
    document = YAML(typ="safe").load(inventory)
    for _, hosts in _host_maps(document):
        for name, own in hosts.items():
            place = places[name]
            hosts[name] = {
                **(own or {}),
                "ansible_host": place.address,
                "ansible_port": place.port,
                "noc_host_keys": list(place.host_keys),
            }
    _write(document, target)


def write_flat(group: str, places: Mapping[str, Place], target: Path) -> None:
    """Writes an inventory of one group that holds every place."""
    hosts = {
        name: {
            "ansible_host": place.address,
            "ansible_port": place.port,
            "noc_host_keys": list(place.host_keys),
        }
        for name, place in places.items()
    }
    _write({"all": {"children": {group: {"hosts": hosts}}}}, target)


def _host_maps(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    groups = document["all"]["children"]
    return [(name, group["hosts"]) for name, group in groups.items()]


def _plan(name: str, variables: Mapping[str, Any]) -> HostPlan:
    service = variables.get("demo_service", "up")
    if service not in SERVICE_STORIES:
        known = ", ".join(sorted(SERVICE_STORIES))
        raise InvalidPlan(f"{name}: there is no story {service!r}; there are: {known}")
    disks = variables.get("demo_disks")
    return HostPlan(name, service, dict(disks)) if disks else HostPlan(name, service)


def _write(document: dict[str, Any], target: Path) -> None:
    with target.open("w") as stream:
        yaml = YAML(typ="safe")
        yaml.default_flow_style = False
        yaml.width = 1_000  # keys stay on one line
        yaml.dump(document, stream)
