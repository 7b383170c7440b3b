"""Logging in with a browser: the first administrator, sessions, cookies, and what stops guessing and forging."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from noc_presentation.accounts import first_administrator, passwords
from noc_presentation.accounts.throttle import MOST_PER_ADDRESS, MOST_PER_USER
from tests.presentation.people import PASSWORD, somebody

SESSION, SESSIONS, SETUP = "/api/v1/session", "/api/v1/sessions", "/api/v1/setup"
TLS = "https://presentation.test"


def log_in(client: FlaskClient, name: str = "vera", password: str = PASSWORD) -> TestResponse:
    return client.post(SESSION, json={"name": name, "password": password})


def problem(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]  # type: ignore[index]


@pytest.fixture
def vera(house: Any) -> Any:
    return somebody(house, "vera", ("viewer", None))


@pytest.fixture
def browser(house: Any, vera: Any) -> FlaskClient:
    """A client that vera has logged in with; it sends the CSRF token along."""
    client: FlaskClient = house.anybody
    client.environ_base["HTTP_X_CSRF_TOKEN"] = log_in(client).json["csrf_token"]  # type: ignore[index]
    return client


class TestTheFirstAdministrator:
    def code(self, house: Any) -> str:
        with house.resources.database.writing() as session:
            code: str = first_administrator.new_code(session, house.clock())
        return code

    def set_up(self, house: Any, code: str, **changes: str) -> TestResponse:
        body = {"code": code, "name": "ada", "password": PASSWORD, **changes}
        answer: TestResponse = house.anybody.post(SETUP, json=body)
        return answer

    def test_is_made_with_the_code_on_the_console_and_may_do_everything(self, house: Any) -> None:
        assert house.anybody.get(SETUP).json == {"needed": True}
        client = house.anybody

        made = client.post(SETUP, json={"code": self.code(house), "name": "ada", "password": PASSWORD})

        assert (made.status_code, made.json["user"]["name"]) == (201, "ada")
        assert client.get("/api/v1/users").status_code == 200
        assert house.anybody.get(SETUP).json == {"needed": False}

    def test_is_made_once(self, house: Any) -> None:
        code = self.code(house)
        self.set_up(house, code)

        assert problem(self.set_up(house, code, name="eve")) == (409, "setup.done")

    def test_needs_the_newest_code_in_time(self, house: Any) -> None:
        old, newest = self.code(house), self.code(house)

        assert problem(self.set_up(house, old)) == (403, "setup.code_wrong")
        assert problem(self.set_up(house, "noc_setup_é" + "x" * 100)) == (403, "setup.code_wrong")
        house.clock.pass_by(hours=24)
        assert problem(self.set_up(house, newest)) == (403, "setup.code_wrong")

    def test_keeps_the_code_when_the_password_is_refused(self, house: Any) -> None:
        code = self.code(house)

        assert problem(self.set_up(house, code, password="short")) == (422, "password.length")
        assert self.set_up(house, code).status_code == 201

    def test_is_not_guessed(self, house: Any) -> None:
        for _ in range(MOST_PER_USER):
            assert self.set_up(house, "noc_setup_x").status_code == 403

        assert problem(self.set_up(house, self.code(house))) == (429, "login.too_many")


class TestLoggingIn:
    def test_gives_a_cookie_that_no_script_and_no_other_site_can_use(self, house: Any, vera: Any) -> None:
        answer = log_in(house.anybody)

        cookie = answer.headers["Set-Cookie"]
        assert (answer.status_code, answer.json["user"]["name"]) == (201, "vera")
        assert cookie.startswith("noc_session=")
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))

    def test_on_tls_the_cookie_is_held_to_this_host(self, house: Any, vera: Any) -> None:
        client = house.anybody

        answer = client.post(SESSION, json={"name": "vera", "password": PASSWORD}, base_url=TLS)

        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-noc_session=")
        assert "Secure" in cookie.split("; ")
        assert "Domain" not in cookie
        assert client.get(SESSION, base_url=TLS).status_code == 200

    def test_opens_what_its_user_may(self, browser: FlaskClient) -> None:
        assert browser.get("/api/v1/procedures").status_code == 200
        assert problem(browser.get("/api/v1/users")) == (403, "permission.denied")

    def test_nothing_of_it_is_kept_that_would_open_anything(self, house: Any, browser: FlaskClient) -> None:
        secret = browser.get_cookie("noc_session").value  # type: ignore[union-attr]

        assert secret not in str(house.rows())
        assert PASSWORD not in str(house.rows())

    def test_is_refused_in_the_same_words_whoever_is_named(self, house: Any, vera: Any) -> None:
        service = somebody(house, "robot", kind="service")
        gone = somebody(house, "gone")
        house.person.put(f"/api/v1/users/{gone.id}/active", json={"active": False})
        answers = [
            log_in(house.anybody, "vera", "another password"),
            log_in(house.anybody, "nobody at all", PASSWORD),
            log_in(house.anybody, service.name, PASSWORD),
            log_in(house.anybody, gone.name, PASSWORD),
            log_in(house.anybody, "installation", PASSWORD),
        ]

        assert {problem(answer) for answer in answers} == {(401, "login.failed")}
        assert len({answer.json["detail"] for answer in answers}) == 1  # type: ignore[index]

    def test_compares_a_password_even_if_there_is_nobody(
        self, house: Any, vera: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        compared: list[str] = []
        real = passwords._HASHER
        monkeypatch.setattr(
            "noc_presentation.accounts.passwords._HASHER", Counting(real, compared), raising=True
        )

        log_in(house.anybody, "vera", "another password")
        log_in(house.anybody, "nobody at all", "another password")

        assert len(compared) == 2
        assert len({text.rpartition("$")[0].rpartition("$")[0] for text in compared}) == 1, "the same cost"

    def test_takes_the_same_text_in_another_unicode_form(self, house: Any) -> None:
        composed, apart = "caf\u00e9 on the bridge", "cafe\u0301 on the bridge"
        house.person.post("/api/v1/users", json={"name": "zoe", "password": composed})

        assert log_in(house.anybody, "zoe", apart).status_code == 201

    def test_a_new_session_never_has_a_secret_that_was_there_before(self, house: Any, vera: Any) -> None:
        client = house.anybody
        client.set_cookie("noc_session", "planted", domain="localhost")
        log_in(client)
        first = client.get_cookie("noc_session").value
        log_in(client)
        second = client.get_cookie("noc_session").value

        assert len({"planted", first, second}) == 3
        client.set_cookie("noc_session", first, domain="localhost")
        assert problem(client.get(SESSION)) == (401, "session.unknown")


class Counting:
    """A hasher that notes what it compared with."""

    def __init__(self, real: Any, compared: list[str]) -> None:
        self.real, self.compared = real, compared

    def verify(self, stored: str, password: str) -> bool:
        self.compared.append(stored)
        found: bool = self.real.verify(stored, password)
        return found

    def hash(self, password: str) -> str:
        made: str = self.real.hash(password)
        return made


class TestGuessing:
    def test_is_over_after_a_few_failures_for_that_user(self, house: Any, vera: Any) -> None:
        for _ in range(MOST_PER_USER):
            assert log_in(house.anybody, "vera", "another password").status_code == 401

        refused = log_in(house.anybody)
        assert problem(refused) == (429, "login.too_many")
        assert refused.headers["Retry-After"] == "900"
        house.clock.pass_by(minutes=15)
        assert log_in(house.anybody).status_code == 201

    def test_is_counted_for_names_nobody_has_as_well(self, house: Any) -> None:
        for _ in range(MOST_PER_USER):
            log_in(house.anybody, "nobody")

        assert problem(log_in(house.anybody, "Nobody")) == (429, "login.too_many")

    def test_is_over_for_an_address_that_tries_many_users(self, house: Any, vera: Any) -> None:
        for number in range(MOST_PER_ADDRESS):
            log_in(house.anybody, f"user{number}")

        assert problem(log_in(house.anybody)) == (429, "login.too_many")

    def test_a_good_login_forgets_the_users_failures(self, house: Any, vera: Any) -> None:
        for _ in range(MOST_PER_USER - 1):
            log_in(house.anybody, "vera", "another password")
        log_in(house.anybody)
        for _ in range(MOST_PER_USER - 1):
            log_in(house.anybody, "vera", "another password")

        assert log_in(house.anybody).status_code == 201


class TestASessionIsOver:
    def test_when_its_user_logs_out(self, house: Any, browser: FlaskClient) -> None:
        secret = browser.get_cookie("noc_session").value  # type: ignore[union-attr]

        assert browser.delete(SESSION).status_code == 204

        browser.set_cookie("noc_session", secret, domain="localhost")
        assert problem(browser.get(SESSION)) == (401, "session.unknown")

    def test_when_nobody_used_it_for_half_an_hour(self, house: Any, browser: FlaskClient) -> None:
        house.clock.pass_by(minutes=29)
        assert browser.get(SESSION).status_code == 200
        house.clock.pass_by(minutes=29)
        assert browser.get(SESSION).status_code == 200
        house.clock.pass_by(minutes=30)

        assert problem(browser.get(SESSION)) == (401, "session.expired")

    def test_after_twelve_hours_however_busy(self, house: Any, browser: FlaskClient) -> None:
        for _ in range(35):
            house.clock.pass_by(minutes=20)
            assert browser.get(SESSION).status_code == 200
        house.clock.pass_by(minutes=20)

        assert problem(browser.get(SESSION)) == (401, "session.expired")

    def test_when_its_user_is_deactivated(self, house: Any, vera: Any, browser: FlaskClient) -> None:
        house.person.put(f"/api/v1/users/{vera.id}/active", json={"active": False})

        assert problem(browser.get(SESSION)) == (401, "session.unknown")
        assert problem(vera.client.get(SESSION)) == (401, "token.owner_inactive")
        house.person.put(f"/api/v1/users/{vera.id}/active", json={"active": True})
        assert problem(browser.get(SESSION)) == (401, "session.unknown")

    def test_when_its_user_ends_it_from_another_browser(
        self, house: Any, vera: Any, browser: FlaskClient
    ) -> None:
        other = house.anybody
        csrf = {"X-CSRF-Token": log_in(other).json["csrf_token"]}  # type: ignore[index]
        seen = other.get(SESSIONS).json["items"]
        (theirs,) = (each["id"] for each in seen if not each["here"])
        somebody_elses = somebody(house, "eve")
        assert len(seen) == 2
        assert problem(vera.client.delete(f"{SESSIONS}/{theirs}")) == (403, "session.needed")
        assert somebody_elses.client.get(SESSIONS).json["items"] == []

        assert other.delete(f"{SESSIONS}/{theirs}", headers=csrf).status_code == 204

        assert problem(browser.get(SESSION)) == (401, "session.unknown")
        assert problem(other.delete(f"{SESSIONS}/{theirs}", headers=csrf)) == (404, "not_found")
        assert [each["here"] for each in other.get(SESSIONS).json["items"]] == [True]

    def test_and_is_shown_no_more_once_nobody_used_it_for_half_an_hour(
        self, house: Any, browser: FlaskClient
    ) -> None:
        house.clock.pass_by(minutes=31)
        other = house.anybody
        log_in(other)

        assert [each["here"] for each in other.get(SESSIONS).json["items"]] == [True]

    def test_when_the_password_changes(self, house: Any, vera: Any, browser: FlaskClient) -> None:
        new = "eight red harbours"
        wrong = browser.put(f"{SESSION}/password", json={"password": "not this one", "new_password": new})
        assert problem(wrong) == (403, "password.wrong")

        changed = browser.put(f"{SESSION}/password", json={"password": PASSWORD, "new_password": new})

        assert changed.status_code == 204
        assert problem(browser.get(SESSION)) == (401, "session.unknown")
        assert log_in(house.anybody).status_code == 401
        assert log_in(house.anybody, password=new).status_code == 201

    def test_rights_that_are_taken_away_are_gone_at_the_next_request(
        self, house: Any, vera: Any, browser: FlaskClient
    ) -> None:
        (grant,) = house.person.get(f"/api/v1/users/{vera.id}/grants").json["items"]
        assert browser.get("/api/v1/procedures").status_code == 200

        house.person.delete(f"/api/v1/users/{vera.id}/grants/{grant['id']}")

        assert problem(browser.get("/api/v1/procedures")) == (403, "permission.denied")


class TestForgery:
    """A page from elsewhere makes vera's browser send something."""

    body = {"password": PASSWORD, "new_password": "eight red harbours"}

    def test_without_the_sessions_token_nothing_changes(self, browser: FlaskClient) -> None:
        for token in ("", "x", "é" * 9, "0" * 64):
            answer = browser.put(f"{SESSION}/password", json=self.body, headers={"X-CSRF-Token": token})
            assert problem(answer) == (403, "csrf.token_wrong")

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://elsewhere.test"},
            {"Origin": "null"},
            {"Origin": "http://localhost:8080"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ],
    )
    def test_from_elsewhere_nothing_changes_even_with_it(
        self, house: Any, browser: FlaskClient, headers: dict[str, str]
    ) -> None:
        answer = browser.put(f"{SESSION}/password", json=self.body, headers=headers)
        assert problem(answer) == (403, "csrf.foreign_page")
        login = house.anybody.post(SESSION, json={"name": "vera", "password": PASSWORD}, headers=headers)
        assert problem(login) == (403, "csrf.foreign_page"), "nor is anybody logged in as somebody else"

    def test_our_own_pages_may(self, browser: FlaskClient) -> None:
        own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}

        assert browser.put(f"{SESSION}/password", json=self.body, headers=own).status_code == 204

    def test_a_bad_token_in_the_header_is_not_made_good_by_a_cookie(self, browser: FlaskClient) -> None:
        answer = browser.get(SESSION, headers={"Authorization": "Bearer noc_pat_x"})

        assert problem(answer) == (401, "token.invalid")
