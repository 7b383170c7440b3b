"""Inventory sources from presentation's client through the scheduler's to the executor node's real application."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from noc_executor_node.journal import Journal, open_journal
from noc_executor_node.settings import Settings, make_home
from noc_presentation.inventory.sources.ansible import AnsibleSource
from noc_presentation.inventory.sources.configuration import read_sources
from noc_scheduler.nodes.client import ExecutorNodes, MaybeDelivered, NotDelivered
from noc_scheduler.signatures import RequestSigner
from tests.executor_node.test_handing_over import Wire

GENERATED = """\
plugin: ansible.builtin.generator
hosts: {name: "{{ site }}{{ number }}", parents: [{name: "{{ site }}"}]}
layers: {site: [lis, opo], number: ["1", "2"]}
"""


@pytest.fixture
def wire(tmp_path: Path) -> Any:
    settings = Settings(home=tmp_path / "node", sources=tmp_path / "sources")
    make_home(settings)
    settings.sources.mkdir()
    (settings.sources / "fleet.yml").touch(0o600)
    (settings.sources / "fleet.yml").write_text(GENERATED)
    journal: Journal = open_journal(settings.journal_file)
    yield Wire(settings, journal)
    journal.database.close()


@pytest.fixture
def nodes(wire: Wire) -> ExecutorNodes:
    """The scheduler's own client, with its own signature."""
    return ExecutorNodes(httpx.Client(transport=wire.transport, auth=RequestSigner("scheduler", wire.key)))


def test_what_the_plugin_tells_reaches_the_scheduler_unchanged(wire: Wire, nodes: ExecutorNodes) -> None:
    told = json.loads(nodes.inventory(wire.url, "fleet"))
    assert told["lis"]["hosts"] == ["lis1", "lis2"]


def test_a_no_of_the_executor_node_keeps_its_words(wire: Wire, nodes: ExecutorNodes) -> None:
    for name in ("other", "../../key", "a" * 200):
        with pytest.raises(NotDelivered, match=r"not_found|source\.unknown"):
            nodes.inventory(wire.url, name)


def test_an_executor_node_that_answers_nonsense_is_told_as_silent(nodes: ExecutorNodes) -> None:
    for answer in (
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(500, json={}),
    ):
        transport = httpx.MockTransport(lambda _, answer=answer: answer)
        with pytest.raises(MaybeDelivered):
            ExecutorNodes(httpx.Client(transport=transport)).inventory("http://node.test", "fleet")


def test_a_source_of_the_file_names_an_executor_node_and_its_source(tmp_path: Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text("fleet: {kind: ansible, executor_node: node-1, source: fleet}\n")
    assert read_sources(path) == {"fleet": AnsibleSource("node-1", "fleet")}
    assert replace(AnsibleSource("node-1", "fleet")).place == "fleet of executor node node-1"
