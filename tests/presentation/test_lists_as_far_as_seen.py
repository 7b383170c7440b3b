"""Lists of hosts and groups: whoever may see some sees those, and no name, number or search tells of the others."""

from typing import Any

import pytest

from noc_presentation.permissions.matrix import On, matrix
from tests.presentation.people import group, procedure, somebody

HOSTS, GROUPS = "/api/v1/hosts", "/api/v1/groups"


@pytest.fixture
def house(house: Any) -> Any:
    """Two sites with a group inside; web1 is in both, lone1 in none."""
    for name, groups in {
        "web1": ["web", "db"],
        "web2": ["web"],
        "db1": ["db"],
        "vault1": ["db", "web-vault"],
        "lone1": [],
    }.items():
        made = house.person.post(HOSTS, json={"name": name, "address": "192.0.2.9", "groups": groups})
        assert made.status_code == 201, made.text
    return house


def names(client: Any, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json["items"]]


def test_both_lists_are_open_to_whoever_may_see_some_rows() -> None:
    assert [matrix()["GET", address].on for address in (HOSTS, GROUPS)] == [On.ROWS, On.ROWS]


def test_somebody_who_may_see_a_group_sees_it_and_its_hosts(house: Any) -> None:
    vera = somebody(house, "vera", ("viewer", group("WEB"))).client

    assert names(vera, HOSTS) == ["web1", "web2"]
    assert [(one["name"], one["hosts"]) for one in vera.get(GROUPS).json["items"]] == [("web", 2)]


def test_grants_add_up(house: Any) -> None:
    vera = somebody(house, "vera", ("viewer", group("web")), ("viewer", group("db"))).client

    assert names(vera, HOSTS) == ["db1", "vault1", "web1", "web2"]
    assert names(vera, GROUPS) == ["db", "web"]


def test_names_are_compared_whole(house: Any) -> None:
    vera = somebody(house, "vera", ("viewer", group("web-vault"))).client

    assert names(vera, HOSTS) == ["vault1"]
    assert names(vera, GROUPS) == ["web-vault"]


def test_whoever_may_see_everything_sees_hosts_without_a_group(house: Any) -> None:
    vera = somebody(house, "vera", ("viewer", None)).client

    assert "lone1" in names(vera, HOSTS)
    assert names(vera, GROUPS) == ["db", "web", "web-vault"]


def test_a_right_on_something_else_shows_no_host(house: Any) -> None:
    vera = somebody(house, "vera", ("viewer", procedure("restart"))).client

    assert names(vera, HOSTS) == []
    assert names(vera, GROUPS) == []
    assert somebody(house, "nora").client.get(HOSTS).status_code == 403


def test_searching_and_filtering_tell_nothing_of_others(house: Any) -> None:
    vera = somebody(house, "vera", ("viewer", group("web"))).client

    assert names(vera, f"{HOSTS}?search=vault") == []
    unseen, unknown = (vera.get(f"{HOSTS}?group={name}") for name in ("db", "nothing"))
    assert [(one.status_code, one.json["code"]) for one in (unseen, unknown)] == [(404, "not_found")] * 2
    assert names(vera, f"{HOSTS}?group=web") == ["web1", "web2"]


def test_pages_hold_as_many_as_they_should_and_end_where_the_seen_ones_end(house: Any) -> None:
    vera = somebody(house, "vera", ("viewer", group("web"))).client

    first = vera.get(f"{HOSTS}?limit=1").json
    second = vera.get(f"{HOSTS}?limit=1&cursor={first['next']}").json

    assert [page["items"][0]["name"] for page in (first, second)] == ["web1", "web2"]
    assert second["next"] is None


def test_children_that_may_not_be_seen_are_not_named(house: Any) -> None:
    document = """all:
  children:
    web:
      children:
        web-inner: {hosts: {web9: {}}}
"""
    order = {"format": "yaml", "content": document, "dry_run": False}
    answer = house.person.post("/api/v1/inventory/imports", json=order)
    assert answer.status_code < 300, answer.text
    vera = somebody(house, "vera", ("viewer", group("web"))).client

    assert house.person.get(f"{GROUPS}/web").json["children"] == ["web-inner"]
    assert vera.get(f"{GROUPS}/web").json["children"] == []
    assert vera.get(GROUPS).json["items"][0]["children"] == []


def test_a_token_made_for_less_sees_less(house: Any) -> None:
    vera = somebody(house, "vera", ("viewer", group("web"))).client
    narrow = vera.post("/api/v1/tokens", json={"name": "narrow", "verbs": ["procedure.read"]}).json["token"]

    assert house.bearer(narrow).get(HOSTS).status_code == 403
