"""Executor nodes over REST: how they come in, what they are given, and how they are shown."""

from typing import Any

import httpx
import pytest


def shown(api: httpx.Client, name: str) -> dict[str, Any]:
    items = api.get("/v1/executor-nodes").json()["items"]
    return next(item for item in items if item["name"] == name)


@pytest.mark.parametrize("nowhere", [None, ""])
def test_one_that_can_not_be_reached_enrols_without_a_url(
    enrolled: Any, wire: Any, api: httpx.Client, nowhere: str | None
) -> None:
    inside = type(enrolled)(wire, "inside")
    assert inside.enrol(url=nowhere).status_code == 201
    assert shown(api, "inside")["url"] is None
    assert shown(api, "node-1")["url"] == "http://node-1.test"

    assert inside.enrol(url="http://inside.test", labels={"site": "lisbon"}).status_code == 200
    assert shown(api, "inside")["url"] == "http://inside.test"
    assert shown(api, "inside")["labels"] == {"site": "lisbon"}
