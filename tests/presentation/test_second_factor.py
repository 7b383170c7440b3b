"""The second factor: codes that work once, recovery codes, guessing, and what is kept of all that."""

from dataclasses import replace
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient

from noc_presentation.accounts.throttle import MOST_PER_USER
from noc_presentation.api.app import create_app
from tests.presentation.people import PASSWORD, somebody

SESSION, FACTOR = "/api/v1/session", "/api/v1/session/second-factor"


@pytest.fixture
def vera(house: Any) -> Any:
    return somebody(house, "vera", ("viewer", None))


@pytest.fixture
def app(house: Any, vera: Any) -> Any:
    """Vera's authenticator app and recovery codes, once she has turned codes on."""
    browser: FlaskClient = house.anybody
    token = log_in(house, client=browser).json["csrf_token"]
    csrf = {"X-CSRF-Token": token}
    secret = browser.post(FACTOR, headers=csrf).json["secret"]  # type: ignore[index]
    app = pyotp.TOTP(secret)
    code = app.at(house.clock().timestamp())
    answer = browser.post(f"{FACTOR}/confirm", json={"code": code}, headers=csrf)
    assert answer.status_code == 200, answer.text
    app.recovery = answer.json["recovery_codes"]
    house.clock.pass_by(seconds=90)
    return app


def log_in(house: Any, code: str | None = None, client: FlaskClient | None = None) -> Any:
    body = {"name": "vera", "password": PASSWORD, "code": code}
    return (client or house.anybody).post(SESSION, json=body)


def outcome(answer: Any) -> Any:
    return answer.json.get("code", answer.status_code)


def test_it_is_asked_for_after_the_right_password(house: Any, app: Any) -> None:
    wrong = {"name": "vera", "password": "another password"}

    assert outcome(log_in(house)) == "login.code_needed"
    assert outcome(house.anybody.post(SESSION, json=wrong)) == "login.failed"
    assert outcome(log_in(house, app.at(house.clock().timestamp()))) == 201


def test_a_code_works_once(house: Any, app: Any) -> None:
    code = app.at(house.clock().timestamp())

    assert [outcome(log_in(house, code)) for _ in range(2)] == [201, "login.code_wrong"]


@pytest.mark.parametrize(
    ("off_by_s", "expected"), [(-60, "login.code_wrong"), (-30, 201), (30, 201), (60, "login.code_wrong")]
)
def test_clocks_may_differ_by_a_step(house: Any, app: Any, off_by_s: int, expected: Any) -> None:
    assert outcome(log_in(house, app.at(house.clock().timestamp() + off_by_s))) == expected


@pytest.mark.parametrize("code", ["0" * 5, "0" * 7, "٣" * 6, "é", " ", "x" * 64])
def test_anything_else_is_no_code(house: Any, app: Any, code: str) -> None:
    assert outcome(log_in(house, code)) == "login.code_wrong"


def test_guessing_is_over_soon(house: Any, app: Any) -> None:
    for _ in range(MOST_PER_USER):
        log_in(house, "x")

    assert outcome(log_in(house, app.at(house.clock().timestamp()))) == "login.too_many"


def test_each_recovery_code_works_once(house: Any, app: Any) -> None:
    first, second, *_ = app.recovery

    assert [outcome(log_in(house, code)) for code in (first, first, second)] == [201, "login.code_wrong", 201]


def test_nothing_of_it_is_kept_readable(house: Any, app: Any) -> None:
    kept = str(house.rows())

    assert app.secret not in kept
    assert not any(code in kept for code in app.recovery)


def test_it_can_only_be_read_with_the_layers_key(house: Any, app: Any) -> None:
    elsewhere = create_app(replace(house.resources, sealing_key=bytes(32))).test_client()

    assert outcome(log_in(house, app.at(house.clock().timestamp()), elsewhere)) == "totp.unreadable"


def test_it_is_off_until_somebody_turns_it_on(vera: Any) -> None:
    assert vera.client.get(FACTOR).json == {"on": False, "recovery_codes_left": 0}


def test_its_owner_sees_how_many_recovery_codes_are_left(house: Any, vera: Any, app: Any) -> None:
    log_in(house, app.recovery[0])

    assert vera.client.get(FACTOR).json == {"on": True, "recovery_codes_left": 9}
    assert house.person.get(f"/api/v1/users/{vera.id}").json["second_factor"] is True


def test_who_manages_users_turns_it_off(house: Any, vera: Any, app: Any) -> None:
    assert house.person.delete(f"/api/v1/users/{vera.id}/second-factor").status_code == 204

    assert outcome(log_in(house)) == 201


def test_a_token_does_not_change_how_its_owner_logs_in(vera: Any) -> None:
    answer = vera.client.post(FACTOR)

    assert (answer.status_code, answer.json["code"]) == (403, "session.needed")


def test_it_is_on_once_a_code_was_shown(house: Any, vera: Any) -> None:
    browser = house.anybody
    csrf = {"X-CSRF-Token": log_in(house, client=browser).json["csrf_token"]}
    browser.post(FACTOR, headers=csrf)

    assert (
        outcome(browser.post(f"{FACTOR}/confirm", json={"code": "000000x"}, headers=csrf))
        == "totp.code_wrong"
    )
    assert outcome(log_in(house)) == 201
