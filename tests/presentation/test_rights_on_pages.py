"""Pages for people with narrow rights: every target is looked up once, however many items stand on the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from noc_presentation.inventory.model import Target
from noc_presentation.inventory.service import labels, resolve
from tests.presentation.people import group, procedure, somebody

ID = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def house(house: Any) -> Any:
    """Ten hosts in the group web, one of them also in db, and one in no group."""
    for number in range(10):
        groups = ["web", "db"] if number == 0 else ["web"]
        host = {"name": f"web{number}", "address": "192.0.2.9", "groups": groups}
        assert house.person.post("/api/v1/hosts", json=host).status_code == 201
    house.person.post("/api/v1/hosts", json={"name": "lone", "address": "192.0.2.9", "groups": []})
    return house


@contextmanager
def statements(house: Any) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    heard: list[str] = []

    def hear(*about: Any) -> None:
        heard.append(about[2])

    engine = house.resources.database.engine
    sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        sa.event.remove(engine, "before_cursor_execute", hear)


def item(number: int, name: str = "restart", **target: list[str]) -> dict[str, Any]:
    return {
        "id": f"{number}",
        "execution": ID,
        "procedure": name,
        "target": {"groups": [], "hosts": []} | (target or {"groups": ["web"]}),
    }


@pytest.mark.parametrize("noun", ["executions", "schedules", "questions"])
def test_a_page_of_two_hundred_takes_no_more_questions_than_a_page_of_one(house: Any, noun: str) -> None:
    vera = somebody(house, "vera", ("viewer", group("web")), ("viewer", procedure("restart"))).client
    vera.get(f"/api/v1/{noun}?limit=200")
    took = {}
    for size in (1, 200):
        page = {"items": [item(number) for number in range(size)], "next": None}
        house.scheduler.answer("GET", f"/v1/{noun}", 200, page)
        asked_before = len(house.scheduler.asked)
        with statements(house) as heard:
            answer = vera.get(f"/api/v1/{noun}?limit=200")
        assert len(answer.json["items"]) == size
        took[size] = (len(heard), len(house.scheduler.asked) - asked_before)

    assert took[200] == took[1]
    assert took[200][1] == 1


@pytest.mark.parametrize("noun", ["executions", "questions"])
def test_of_a_page_those_are_seen_whose_procedure_and_every_host_may_be(house: Any, noun: str) -> None:
    vera = somebody(house, "vera", ("viewer", group("web")), ("viewer", procedure("restart"))).client
    items = [
        item(1),
        item(2, "reboot"),
        item(3, hosts=["web3"]),
        item(4, hosts=["web3", "lone"]),
        item(5, hosts=["gone"]),
        item(6, groups=["db"]),
    ]
    house.scheduler.answer("GET", f"/v1/{noun}", 200, {"items": items, "next": None})

    assert [one["id"] for one in vera.get(f"/api/v1/{noun}").json["items"]] == ["1", "3", "6"]


@pytest.mark.parametrize(
    "target",
    [Target(("web",)), Target(("db",), ("lone",)), Target((), ("web1",)), Target(("WEB",), ("Web0",))],
)
def test_the_groups_of_a_target_are_those_of_the_hosts_that_it_means(house: Any, target: Target) -> None:
    with house.resources.database.reading() as session:
        found = {frozenset(host.groups) for host in resolve(session, target)}

        assert labels(session, target) == found
