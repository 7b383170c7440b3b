"""Inventory sources: an authorised executor node that can be reached is asked, and nobody else."""

from typing import Any

import httpx
import pytest

from noc_scheduler.errors import Conflict, NotFound, Unavailable
from noc_scheduler.service.nodes import inventory_sources


@pytest.fixture
def asked(world: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the executor node was asked for; it tells one host."""
    seen: list[str] = []
    fake = world.node()
    honest = fake.answer

    def answer(request: httpx.Request) -> httpx.Response:
        if "/v1/inventory-sources/" not in request.url.path:
            return honest(request)
        if fake.mood == "unreachable":
            raise httpx.ConnectError("connection refused")
        seen.append(request.url.raw_path.decode())
        if fake.mood == "refuses":
            return httpx.Response(404, json={"code": "source.unknown", "detail": "there is none"})
        return httpx.Response(200, json={"plugin": "a.b.c", "content": "{}"})

    monkeypatch.setattr(fake, "answer", answer)
    return seen


def test_an_executor_node_is_asked_by_its_name(world: Any, asked: list[str]) -> None:
    assert inventory_sources.pull(world.means, "node-1", "site/../x") == "{}"
    assert asked == ["/v1/inventory-sources/site%2F..%2Fx/list"]


def test_one_that_says_no_is_told_in_its_own_words(world: Any, asked: list[str]) -> None:
    world.nodes["node-1"].mood = "refuses"
    with pytest.raises(Unavailable, match=r"source\.unknown: there is none"):
        inventory_sources.pull(world.means, "node-1", "site")


def test_one_that_is_not_there_is_told(world: Any, asked: list[str]) -> None:
    world.nodes["node-1"].mood = "unreachable"
    with pytest.raises(Unavailable, match="does not answer"):
        inventory_sources.pull(world.means, "node-1", "site")


def test_one_that_nobody_knows_or_authorised_is_not_asked(world: Any, asked: list[str]) -> None:
    with pytest.raises(NotFound):
        inventory_sources.pull(world.means, "other", "site")
    world.enrol("node-2")
    with pytest.raises(Conflict, match="pending"):
        inventory_sources.pull(world.means, "node-2", "site")
    world.node("far", url="")
    with pytest.raises(Conflict, match="out_of_reach"):
        inventory_sources.pull(world.means, "far", "site")
    assert asked == []
