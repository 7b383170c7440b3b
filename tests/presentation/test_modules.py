"""What the editor learns of modules comes from the scheduler, and nonsense goes no further."""

from typing import Any

import pytest


def test_searching_asks_the_scheduler_with_the_same_words(house: Any) -> None:
    assert house.person.get("/api/v1/modules?search=user&limit=5").status_code == 200
    asked = house.scheduler.asked[-1].url
    assert (asked.path, asked.params["search"], asked.params["limit"]) == ("/v1/modules", "user", "5")


def test_one_module_is_passed_on_as_it_is(house: Any) -> None:
    told = {"name": "ansible.builtin.user", "options": {"name": {"type": "str"}}}
    house.scheduler.answer("GET", "/v1/modules/user", 200, told)
    assert house.person.get("/api/v1/modules/user").json == told


@pytest.mark.parametrize("name", ["..", "a%2Fb", "a..b", "x" * 2000, "a.b%00"])
def test_what_can_not_be_a_module_is_not_asked_for(house: Any, name: str) -> None:
    asked = len(house.scheduler.asked)
    assert house.person.get(f"/api/v1/modules/{name}").status_code == 404
    assert len(house.scheduler.asked) == asked


def test_a_stranger_learns_nothing(house: Any) -> None:
    assert house.anybody.get("/api/v1/modules").status_code == 401
