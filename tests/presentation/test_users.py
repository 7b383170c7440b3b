"""Users, roles and grants: what is made, what is refused, and that nobody climbs above their own rights."""

from typing import Any

import pytest

from noc_presentation.permissions.verbs import Verb
from tests.presentation.people import PASSWORD, Made, group, procedure, somebody

USERS, ROLES, TOKENS = "/api/v1/users", "/api/v1/roles", "/api/v1/tokens"
EVERYBODYS_MANAGER = [Verb.ACCOUNT_READ, Verb.ACCOUNT_MANAGE, Verb.PROCEDURE_READ]


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


@pytest.fixture
def manager(house: Any) -> Made:
    """Manages accounts, and may else only read procedures."""
    house.person.put(f"{ROLES}/manager", json={"verbs": EVERYBODYS_MANAGER})
    return somebody(house, "mona", ("manager", None))


class TestPasswords:
    @pytest.mark.parametrize(
        ("password", "code"),
        [
            ("eleven char", "password.length"),
            ("long " * 60, "string.length"),
            ("Password1234", "password.common"),
            ("correct horse battery staple", "password.common"),
            ("abababababab", "password.common"),
            ("            ", "password.common"),
            ("my name is VERA!", "password.holds_name"),
        ],
    )
    def test_that_are_guessed_first_are_refused(self, house: Any, password: str, code: str) -> None:
        before = house.rows()

        answer = house.person.post(USERS, json={"name": "vera", "password": password})

        assert problem(answer) == (422, code)
        assert answer.json["errors"][0]["path"] == "/password"
        assert password.strip()[:10] not in answer.text or not password.strip()
        assert house.rows() == before

    @pytest.mark.parametrize("password", ["  blanks around  ", "пароль без границ", "🙂🙃 twelve or more"])
    def test_any_other_text_is_one(self, house: Any, password: str) -> None:
        house.person.post(USERS, json={"name": "vera", "password": password})

        login = house.anybody.post("/api/v1/session", json={"name": "vera", "password": password})
        assert login.status_code == 201
        stripped = house.anybody.post("/api/v1/session", json={"name": "vera", "password": password + " "})
        assert stripped.status_code == 401


class TestUsers:
    def test_no_answer_holds_anything_of_a_password(self, house: Any) -> None:
        vera = somebody(house, "vera")

        answers = [house.person.get(f"{USERS}/{vera.id}"), house.person.get(USERS)]

        assert all("password" not in answer.text and "argon" not in answer.text for answer in answers)

    @pytest.mark.parametrize("name", ["vera", "VERA", "ｖｅｒａ"])
    def test_a_name_is_given_once(self, house: Any, name: str) -> None:
        somebody(house, "vera")

        assert problem(house.person.post(USERS, json={"name": name})) == (409, "user.exists")

    @pytest.mark.parametrize(
        "field",
        ["id", "account_id", "active", "created_at", "created_by", "folded", "grants", "role", "is_admin"],
    )
    def test_nobody_says_of_themselves_what_is_not_theirs_to_say(self, house: Any, field: str) -> None:
        answer = house.person.post(USERS, json={"name": "vera", field: True})

        assert problem(answer) == (422, "field.unknown")

    def test_a_service_account_has_no_password(self, house: Any) -> None:
        body = {"name": "robot", "kind": "service", "password": PASSWORD}
        assert problem(house.person.post(USERS, json=body)) == (422, "user.no_password")

    def test_acts_as_one_whatever_it_shows(self, house: Any) -> None:
        robot = somebody(house, "robot", kind="service")

        assert robot.client.get("/api/v1/session").json["user"] == {
            "id": robot.id,
            "name": "robot",
            "kind": "service",
        }

    def test_the_last_administrator_stays(self, house: Any) -> None:
        ada, eve = (somebody(house, name, ("administrator", None)) for name in ("ada", "eve"))
        (grant,) = eve.client.get(f"{USERS}/{eve.id}/grants").json["items"]
        assert ada.client.put(f"{USERS}/{ada.id}/active", json={"active": False}).status_code == 200

        off = eve.client.put(f"{USERS}/{eve.id}/active", json={"active": False})
        less = eve.client.delete(f"{USERS}/{eve.id}/grants/{grant['id']}")

        assert problem(off) == problem(less) == (409, "last_admin")

    def test_the_installations_own_account_stays(self, house: Any) -> None:
        answer = house.person.put(f"{USERS}/installation/active", json={"active": False})
        assert problem(answer) == (409, "user.built_in")


class TestNobodyClimbs:
    @pytest.mark.parametrize("scope", [None, group("web")])
    def test_by_granting_what_they_do_not_hold(self, house: Any, manager: Made, scope: Any) -> None:
        for user in (manager, somebody(house, "vera")):
            answer = manager.client.post(
                f"{USERS}/{user.id}/grants", json={"role": "operator", "scope": scope}
            )
            assert problem(answer) == (403, "grant.exceeds_own")

    def test_by_changing_what_a_role_says(self, house: Any, manager: Made) -> None:
        more = {"verbs": [*EVERYBODYS_MANAGER, Verb.EXECUTION_START]}
        assert problem(manager.client.put(f"{ROLES}/manager", json=more)) == (403, "grant.exceeds_own")
        assert problem(manager.client.put(f"{ROLES}/administrator", json=more)) == (409, "role.built_in")

    def test_by_taking_over_somebody_who_may_do_more(self, house: Any, manager: Made) -> None:
        ada = somebody(house, "ada", ("administrator", None))
        answers = [
            manager.client.put(f"{USERS}/{ada.id}/password", json={"password": "eight red harbours"}),
            manager.client.put(f"{USERS}/{ada.id}/active", json={"active": False}),
            manager.client.post(f"{USERS}/{ada.id}/tokens", json={"name": "mine now"}),
        ]

        assert {problem(answer) for answer in answers} == {(403, "grant.exceeds_own")}

    def test_by_a_token_that_makes_a_token(self, house: Any, manager: Made) -> None:
        less = manager.client.post(TOKENS, json={"name": "reader", "verbs": ["procedure.read"]}).json["token"]
        reader = house.bearer(less)
        assert reader.get("/api/v1/procedures").status_code == 200
        assert problem(reader.get(USERS)) == (403, "permission.denied")

        more = reader.post(TOKENS, json={"name": "manager", "verbs": ["account.read"]})
        same = reader.post(TOKENS, json={"name": "again"})

        assert problem(more) == (403, "grant.exceeds_own")
        assert same.json["verbs"] == ["procedure.read"]

    def test_by_a_token_that_makes_one_for_later(self, house: Any, manager: Made) -> None:
        tomorrow, later = "2026-11-22T12:00:00.000Z", "2026-11-22T12:00:01.000Z"
        soon = manager.client.post(TOKENS, json={"name": "soon", "expires_at": tomorrow}).json["token"]
        short = house.bearer(soon)

        outlives = short.post(TOKENS, json={"name": "later", "expires_at": later})
        same = short.post(TOKENS, json={"name": "again"})

        assert problem(outlives) == (403, "grant.exceeds_own")
        assert same.json["expires_at"] == tomorrow

    def test_by_a_token_made_for_less_that_revokes_others(self, house: Any, manager: Made) -> None:
        less = manager.client.post(TOKENS, json={"name": "reader", "verbs": ["procedure.read"]}).json
        reader = house.bearer(less["token"])

        assert problem(reader.delete(f"{TOKENS}/of {manager.name}")) == (403, "grant.exceeds_own")
        assert manager.client.get(TOKENS).status_code == 200
        assert reader.delete(f"{TOKENS}/{less['id']}").status_code == 204
        assert problem(reader.get(TOKENS)) == (401, "token.revoked")

    def test_by_another_persons_token(self, house: Any, manager: Made) -> None:
        vera = somebody(house, "vera")
        mine = vera.client.post(TOKENS, json={"name": "mine"}).json

        assert problem(somebody(house, "eve").client.delete(f"{TOKENS}/{mine['id']}")) == (404, "not_found")
        assert [one["name"] for one in vera.client.get(TOKENS).json["items"]] == ["mine", "of vera"]
        assert vera.client.delete(f"{TOKENS}/{mine['id']}").status_code == 204


class TestRoles:
    @pytest.mark.parametrize(
        "verbs", [[], ["*"], ["procedure.read", "procedure.read"], ["procedure.fly"], ["PROCEDURE.READ"]]
    )
    def test_are_made_of_known_verbs_each_once(self, house: Any, verbs: list[str]) -> None:
        answer = house.person.put(f"{ROLES}/mine", json={"verbs": verbs})

        assert answer.status_code == 422
        assert "mine" not in house.person.get(ROLES).text

    def test_are_kept_while_somebody_has_them(self, house: Any) -> None:
        house.person.put(f"{ROLES}/mine", json={"verbs": ["procedure.read"]})
        vera = somebody(house, "vera", ("mine", None))
        assert problem(house.person.delete(f"{ROLES}/mine")) == (409, "in_use")
        (grant,) = house.person.get(f"{USERS}/{vera.id}/grants").json["items"]
        house.person.delete(f"{USERS}/{vera.id}/grants/{grant['id']}")

        assert house.person.delete(f"{ROLES}/mine").status_code == 204

    def test_an_unknown_one_is_not_granted(self, house: Any) -> None:
        vera = somebody(house, "vera")
        answer = house.person.post(f"{USERS}/{vera.id}/grants", json={"role": "king", "scope": None})
        assert problem(answer) == (422, "role.unknown")

    def test_granting_twice_is_granting_once(self, house: Any) -> None:
        web = group("web")
        vera = somebody(house, "vera", ("viewer", web), ("viewer", web), ("viewer", procedure("web")))

        assert len(house.person.get(f"{USERS}/{vera.id}/grants").json["items"]) == 2

    def test_a_grant_says_whether_it_is_unlimited(self, house: Any) -> None:
        vera = somebody(house, "vera")
        answer = house.person.post(f"{USERS}/{vera.id}/grants", json={"role": "viewer"})
        assert problem(answer) == (422, "field.missing")


class TestLimitedOperators:
    """Olga may run `restart` on the group web, and nothing else."""

    @pytest.fixture
    def olga(self, house: Any) -> Made:
        for name, groups in (("web1", ["web"]), ("db1", ["databases"]), ("alone", [])):
            host = {"name": name, "address": "192.0.2.1", "groups": groups, "host_keys": []}
            assert house.person.post("/api/v1/hosts", json=host).status_code == 201
        for name in ("restart", "wipe"):
            answer = house.person.put(f"/api/v1/procedures/{name}", json={"text": f"name: {name}"})
            assert answer.status_code == 201, answer.text
        return somebody(house, "olga", ("operator", group("web")), ("operator", procedure("restart")))

    def start(self, by: Any, name: str, **target: list[str]) -> Any:
        return by.post("/api/v1/executions", json={"procedure": name, "target": target})

    def test_start_it_there_in_their_own_name(self, house: Any, olga: Made) -> None:
        assert self.start(olga.client, "restart", groups=["web"]).status_code == 201
        assert house.scheduler.body()["actor"] == {"id": olga.id, "name": "olga", "kind": "person"}

    @pytest.mark.parametrize(
        ("name", "target"),
        [
            ("wipe", {"groups": ["web"]}),
            ("restart", {"groups": ["databases"]}),
            ("restart", {"groups": ["web", "databases"]}),
            ("restart", {"hosts": ["web1", "db1"]}),
            ("restart", {"hosts": ["alone"]}),
        ],
    )
    def test_start_nothing_else_and_nothing_elsewhere(
        self, house: Any, olga: Made, name: str, target: dict[str, list[str]]
    ) -> None:
        asked = len(house.scheduler.asked)

        answer = self.start(olga.client, name, **target)

        assert problem(answer) == (403, "permission.denied")
        assert len(house.scheduler.asked) == asked

    def test_start_nothing_that_logs_in_with_what_they_may_not_use(self, house: Any, olga: Made) -> None:
        secret = {
            "name": "web-login",
            "kind": "password",
            "groups": ["web"],
            "values": {"password": "secret"},
        }
        assert house.person.post("/api/v1/credentials", json=secret).status_code == 201
        assert problem(self.start(olga.client, "restart", groups=["web"])) == (403, "permission.denied")

        scope = {"kind": "credential", "name": "web-login"}
        house.person.post(f"{USERS}/{olga.id}/grants", json={"role": "operator", "scope": scope})

        assert self.start(olga.client, "restart", groups=["web"]).status_code == 201

    def test_see_no_other_procedures_executions_and_hosts(self, house: Any, olga: Made) -> None:
        theirs = {"number": 1, "procedure": {"name": "restart"}, "target": {"groups": ["web"]}}
        others = {"number": 2, "procedure": {"name": "wipe"}, "target": {"groups": ["web"]}}
        elsewhere = {"number": 3, "procedure": {"name": "restart"}, "target": {"groups": ["databases"]}}
        gone = {"number": 4, "procedure": {"name": "restart"}, "target": {"groups": ["gone"]}}
        page = {"items": [theirs, others, elsewhere, gone], "next": None}
        house.scheduler.answer("GET", "/v1/executions", 200, page)
        house.scheduler.answer("GET", "/v1/schedules", 200, page)

        procedures = olga.client.get("/api/v1/procedures").json["items"]
        executions = olga.client.get("/api/v1/executions").json["items"]

        assert [one["name"] for one in procedures] == ["restart"]
        assert [one["number"] for one in executions] == [1]
        assert [one["number"] for one in olga.client.get("/api/v1/schedules").json["items"]] == [1]
        assert olga.client.get("/api/v1/hosts/web1").status_code == 200
        assert problem(olga.client.get("/api/v1/hosts/db1")) == (404, "not_found")
        assert problem(olga.client.get("/api/v1/hosts/none")) == (404, "not_found")
