"""Inventory sources: the real ansible-inventory runs the owner's file, and nothing else."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from noc_executor_node.errors import Refused, Unavailable
from noc_executor_node.journal import Journal
from noc_executor_node.processes import descendants
from noc_executor_node.settings import Settings
from noc_executor_node.sources.files import source_file
from noc_executor_node.sources.listing import listed
from tests.executor_node.private_sshd import command_line
from tests.executor_node.test_handing_over import Wire

GENERATED = """\
plugin: ansible.builtin.generator
hosts: {name: "{{ site }}{{ number }}"}
layers: {site: [lis, opo], number: ["1", "2"]}
"""
SLOW = """\
import time

from ansible.plugins.inventory import BaseInventoryPlugin


class InventoryModule(BaseInventoryPlugin):
    NAME = "site.slow.slow"

    def verify_file(self, path):
        return True

    def parse(self, inventory, loader, path, cache=True):
        time.sleep(60)
"""


@pytest.fixture
def node(settings: Settings, tmp_path: Path) -> Settings:
    """An executor node with a folder of sources."""
    folder = tmp_path / "sources"
    folder.mkdir()
    return replace(settings, sources=folder)


def write(node: Settings, name: str, text: str, mode: int = 0o600) -> None:
    path = node.sources / f"{name}.yml"
    path.write_text(text)
    path.chmod(mode)


def pull(node: Settings, name: str, **more: Any) -> Any:
    return json.loads(listed(node, source_file(node.sources, name, node.inventory_plugins), **more))


def test_what_the_plugin_tells_comes_back_as_ansible_prints_it(node: Settings) -> None:
    write(node, "fleet", GENERATED)
    told = pull(node, "fleet")
    assert sorted(told["ungrouped"]["hosts"]) == ["lis1", "lis2", "opo1", "opo2"]
    assert list(node.temporary_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "text", "mode", "code"),
    [
        ("other", GENERATED, 0o600, "source.unknown"),
        ("../profiles", GENERATED, 0o600, "source.unknown"),
        ("fleet", GENERATED, 0o644, "source.open_to_others"),
        ("fleet", "plugin: ansible.builtin.script\n", 0o600, "source.plugin_not_allowed"),
        ("fleet", "plugin: generator\n", 0o600, "source.invalid"),
        ("fleet", "all: {hosts: {web1: {}}}\n", 0o600, "source.invalid"),
        ("fleet", "#!/bin/sh\nid\n", 0o600, "source.invalid"),
        ("fleet", "plugin: !!python/object/apply:os.system [id]\n", 0o600, "source.invalid"),
        ("fleet", "a: [", 0o600, "source.invalid"),
        ("fleet", GENERATED + "#" * 70_000, 0o600, "source.invalid"),
    ],
)
def test_a_file_that_is_no_source_of_the_owners_is_not_run(
    node: Settings, name: str, text: str, mode: int, code: str
) -> None:
    write(node, "fleet", text, mode)
    with pytest.raises(Refused) as told:
        source_file(node.sources, name, node.inventory_plugins)
    assert told.value.code == code


def test_a_plugin_that_fails_is_told_without_what_it_said(node: Settings) -> None:
    write(node, "fleet", "plugin: ansible.builtin.generator\nhosts: S3cr3t\n")
    with pytest.raises(Unavailable) as told:
        pull(node, "fleet")
    assert told.value.code == "source.failed"
    assert "S3cr3t" not in str(told.value)


def test_a_plugin_that_hangs_is_ended_and_leaves_nothing(node: Settings, tmp_path: Path) -> None:
    plugin = tmp_path / "collections/ansible_collections/site/slow/plugins/inventory/slow.py"
    plugin.parent.mkdir(parents=True)
    plugin.write_text(
        f'DOCUMENTATION = """\nname: slow\nshort_description: sleeps\noptions: {{}}\n"""\n{SLOW}'
    )
    slow = replace(node, inventory_plugins=("site.slow.slow",), collections=(tmp_path / "collections",))
    write(slow, "fleet", "plugin: site.slow.slow\n")
    with pytest.raises(Unavailable, match=r"source\.timed_out"):
        pull(slow, "fleet", timeout_s=3.0)
    assert list(slow.temporary_folder.iterdir()) == []
    assert not any("ansible-inventory" in command_line(pid) for pid in descendants(os.getpid()))


class TestOverRest:
    @pytest.fixture
    def wire(self, node: Settings, journal: Journal) -> Wire:
        return Wire(node, journal)

    @pytest.fixture
    def api(self, wire: Wire) -> Iterator[httpx.Client]:
        with wire.client("scheduler", wire.key) as client:
            yield client

    def test_the_paired_scheduler_may_ask(self, node: Settings, api: httpx.Client) -> None:
        write(node, "fleet", GENERATED)
        answer = api.post("/v1/inventory-sources/fleet/list", json={})
        assert (answer.status_code, answer.json()["plugin"]) == (200, "ansible.builtin.generator")
        assert "lis1" in json.loads(answer.json()["content"])["ungrouped"]["hosts"]

    def test_nothing_but_the_name_can_be_said(self, node: Settings, api: httpx.Client) -> None:
        write(node, "fleet", GENERATED)
        for body in ({"plugin": "ansible.builtin.script"}, {"content": GENERATED}):
            assert api.post("/v1/inventory-sources/fleet/list", json=body).status_code == 422
        assert api.post("/v1/inventory-sources/other/list", json={}).status_code == 404

    def test_nobody_else_may_ask(self, wire: Wire) -> None:
        with httpx.Client(transport=wire.transport, base_url=wire.url) as anybody:
            assert anybody.post("/v1/inventory-sources/fleet/list", json={}).status_code == 401
