"""The permission matrix: every route has a row, and each row holds for people with and without its verb."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml.error import YAMLError

from noc_presentation.api.app import create_app
from noc_presentation.permissions.matrix import On, Row, Who, matrix
from noc_presentation.permissions.verbs import Verb, reading
from tests.presentation.people import group, procedure, somebody

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
ROWS = sorted(matrix().items())
NAMED = [(route, row) for route, row in ROWS if row.verb is not None]
EXECUTION = "8c4f1c3e-0000-7000-8000-00000000000a"


@pytest.fixture(autouse=True)
def something_to_be_found(house: Any) -> None:
    """The scheduler knows one execution, one schedule and one question, all under the same id."""
    order = {"procedure": {"name": "restart"}, "target": {"groups": ["web"], "hosts": []}}
    house.scheduler.answer("GET", f"/v1/executions/{EXECUTION}", 200, order)
    house.scheduler.answer("GET", f"/v1/schedules/{EXECUTION}", 200, order)
    question = {**order, "procedure": "restart", "execution": EXECUTION}
    house.scheduler.answer("GET", f"/v1/questions/{EXECUTION}", 200, question)


def address(route: tuple[str, str]) -> str:
    parts = route[1].split("/")
    return "/".join(EXECUTION if part.startswith("<") else part for part in parts)


def ask(client: Any, route: tuple[str, str]) -> tuple[int, str]:
    answer = client.open(address(route), method=route[0])
    return answer.status_code, answer.json["code"] if answer.is_json and answer.status_code >= 400 else ""


def refused(answer: tuple[int, str]) -> bool:
    return answer in {(403, "permission.denied"), (404, "not_found")}


def test_every_route_has_a_row_and_every_row_a_route(house: Any) -> None:
    routes = {
        (method, rule.rule) for rule in house.app.url_map.iter_rules() for method in rule.methods & METHODS
    }

    assert set(matrix()) == routes, "write each new route into permissions/permissions.yml"


def test_a_route_without_a_row_is_open_to_nobody_but_those_who_may_do_everything(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = somebody(house, "vera", ("viewer", None), ("operator", None), ("author", None))
    assert viewer.client.get("/api/v1/node-kinds").status_code == 200
    without = {route: row for route, row in matrix().items() if route[1] != "/api/v1/node-kinds"}
    monkeypatch.setattr("noc_presentation.api.authorise.matrix", lambda: without)

    assert ask(viewer.client, ("GET", "/api/v1/node-kinds")) == (403, "permission.denied")
    assert house.person.get("/api/v1/node-kinds").status_code == 200


@pytest.mark.parametrize(
    "text", [None, "", "/: {GET: anybody}", "/: {GET: execution.fly on rows}", "/: [GET", "/: {GET: 1}"]
)
def test_without_a_matrix_that_can_be_read_nothing_is_served(
    house: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None
) -> None:
    broken = tmp_path / "permissions.yml"
    if text is not None:
        broken.write_text(text)
    monkeypatch.setattr("noc_presentation.permissions.matrix.FILE", broken)
    matrix.cache_clear()
    try:
        with pytest.raises((OSError, ValueError, AttributeError, YAMLError)):
            create_app(house.resources)
    finally:
        monkeypatch.undo()
        matrix.cache_clear()


class TestEachRow:
    """One house for all rows would be quicker, and would hide what one request does to the next."""

    def test_holds_for_whoever_has_no_grant_at_all(self, house: Any) -> None:
        nobody = somebody(house, "nora")

        for route, row in ROWS:
            answer = ask(nobody.client, route)
            if row.verb is not None:
                assert refused(answer), (route, answer)
            elif row.who in (Who.ANYONE, Who.SIGNED_IN):
                assert answer[1] != "permission.denied", (route, answer)

    def test_holds_for_whoever_has_every_other_verb(self, house: Any) -> None:
        for verb in Verb:
            others = [one for one in Verb if one is not verb]
            role = f"all-but-{verb.replace('.', '-').replace('_', '-')}"
            house.person.put(f"/api/v1/roles/{role}", json={"verbs": others})
            somebody_else = somebody(house, role, (role, None))
            for route, row in NAMED:
                if row.verb is verb:
                    assert refused(ask(somebody_else.client, route)), route

    def test_holds_for_whoever_has_just_its_verb_and_may_see(self, house: Any) -> None:
        for verb in Verb:
            role = f"only-{verb.replace('.', '-').replace('_', '-')}"
            house.person.put(f"/api/v1/roles/{role}", json={"verbs": sorted({verb, reading(verb)})})
            just = somebody(house, role, (role, None))
            for route, row in NAMED:
                if row.verb is verb:
                    assert ask(just.client, route)[1] != "permission.denied", route

    def test_is_out_of_reach_for_whoever_has_it_on_something_else(self, house: Any) -> None:
        stranger = somebody(
            house,
            "stella",
            ("administrator", group("elsewhere")),
            ("administrator", procedure("elsewhere")),
        )
        for route, row in NAMED:
            answer = ask(stranger.client, route)
            if row.on is On.EVERYTHING:
                assert answer == (403, "permission.denied"), (route, answer)
            elif row.on not in (On.ROWS, On.BODY):
                assert answer == (404, "not_found"), (route, answer)


def test_what_may_be_seen_and_not_done_is_told_apart_from_what_may_not_be_seen(house: Any) -> None:
    viewer = somebody(house, "vera", ("viewer", procedure("restart")))

    assert ask(viewer.client, ("DELETE", "/api/v1/procedures/restart"))[1] == "permission.denied"
    assert ask(viewer.client, ("DELETE", "/api/v1/procedures/wipe"))[1] == "not_found"


def test_a_row_says_who_or_a_verb_and_on_what() -> None:
    assert all((row.who is None) == (row.verb is not None) == (row.on is not None) for _, row in ROWS)
    assert matrix()["GET", "/healthz"] == Row(who=Who.ANYONE)
