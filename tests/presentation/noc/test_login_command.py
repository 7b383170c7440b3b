"""`noc login`: who is logged in, for how long, to which server, and who else learns of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from noc_presentation.noc.main import noc
from noc_presentation.noc.surroundings import Surroundings
from tests.presentation.people import PASSWORD, somebody

URL = "http://127.0.0.1:8080"
Run = Callable[..., Result]


@pytest.fixture
def login_file(tmp_path: Path) -> Path:
    return tmp_path / ".config" / "noc" / "login.json"


@pytest.fixture
def run(house: Any, tmp_path: Path) -> Run:
    """`noc` at a machine where nobody has a token."""
    somebody(house, "vera", ("viewer", None))

    def typed(*words: str, answers: str = "", **environment: str) -> Result:
        around = Surroundings(
            environment={"HOME": str(tmp_path), "NOC_URL": URL, **environment},
            transport=httpx.WSGITransport(house.app),
            width=200,
        )
        with capture_logs():
            return CliRunner().invoke(noc, words, obj=around, input=answers, catch_exceptions=False)

    return typed


def log_in(run: Run, **more: str) -> Result:
    return run("login", "--name", "vera", answers=f"{PASSWORD}\n", **more)


def test_who_logs_in_is_known_until_they_log_out(run: Run, login_file: Path) -> None:
    assert run("whoami").exit_code == 78
    assert "as vera" in log_in(run).stdout

    assert run("whoami").stdout.startswith(f"vera (person) at {URL}\nmay: procedure.read")
    token = json.loads(login_file.read_text())["token"]
    assert "logged out" in run("logout").stdout

    assert not login_file.exists()
    assert run("whoami", NOC_TOKEN=token).exit_code == 2
    assert run("logout").stdout == "nobody is logged in on this machine\n"


def test_the_server_of_the_login_need_not_be_named_again(run: Run) -> None:
    log_in(run)

    assert run("whoami", NOC_URL="").exit_code == 0


def test_the_token_is_for_its_owners_eyes_and_is_nowhere_else(run: Run, login_file: Path) -> None:
    result = log_in(run)

    token = json.loads(login_file.read_text())["token"]
    assert login_file.stat().st_mode & 0o777 == 0o600
    assert login_file.parent.stat().st_mode & 0o777 == 0o700
    assert token not in result.output
    assert PASSWORD not in result.output + login_file.read_text()
    login_file.chmod(0o640)
    assert "others may read this login" in run("whoami").stderr


def test_the_token_is_shown_to_no_other_server(run: Run) -> None:
    log_in(run)

    other = run("whoami", NOC_URL="http://127.0.0.1:9999")

    assert (other.exit_code, "there is no API token" in other.stderr) == (78, True)


def test_a_token_in_the_environment_goes_before_the_login(run: Run, house: Any) -> None:
    assert log_in(run).stderr.count("goes before this login") == 0
    assert "NOC_TOKEN goes before this login" in log_in(run, NOC_TOKEN=house.token).stderr

    assert not run("whoami", NOC_TOKEN=house.token).stdout.startswith("vera")


def test_it_ends_after_twelve_hours(run: Run, house: Any) -> None:
    log_in(run)
    house.clock.pass_by(hours=12)

    assert "token.expired" in run("whoami").stderr


def test_it_ends_at_once_for_whoever_is_turned_off(run: Run, house: Any) -> None:
    log_in(run)
    house.person.put("/api/v1/users/vera/active", json={"active": False})

    assert run("whoami").exit_code == 2


def test_no_session_stays_behind(run: Run, house: Any) -> None:
    log_in(run)

    assert house.rows()["sessions"] == []


def test_a_code_is_asked_for_where_one_is_needed(run: Run, house: Any) -> None:
    browser = house.anybody
    csrf = browser.post("/api/v1/session", json={"name": "vera", "password": PASSWORD}).json["csrf_token"]
    headers = {"X-CSRF-Token": csrf}
    app = pyotp.TOTP(browser.post("/api/v1/session/second-factor", headers=headers).json["secret"])
    shown = {"code": app.at(house.clock().timestamp())}
    browser.post("/api/v1/session/second-factor/confirm", json=shown, headers=headers)
    house.clock.pass_by(minutes=1)

    code = app.at(house.clock().timestamp())
    result = run("login", "--name", "vera", answers=f"{PASSWORD}\n{code}\n")

    assert result.exit_code == 0
    assert run("login", "--name", "vera", answers=f"{PASSWORD}\n000000\n").exit_code == 2


def test_a_wrong_password_logs_nobody_in(run: Run, login_file: Path) -> None:
    result = run("login", "--name", "vera", answers="something else\n")

    assert (result.exit_code, "login.failed" in result.stderr) == (2, True)
    assert not login_file.exists()


def test_a_password_goes_over_tls_or_stays_on_this_machine(run: Run) -> None:
    result = log_in(run, NOC_URL="http://noc.example.org")

    assert result.exit_code == 2
    assert "use https" in result.stderr


def test_nobody_can_be_asked_where_there_is_no_terminal(run: Run) -> None:
    for words in (("login",), ("login", "--name", "vera")):
        result = run(*words)

        assert (result.exit_code, "there is none; programs use a token" in result.stderr) == (2, True)


def test_a_login_that_is_none_says_what_to_do(run: Run, login_file: Path) -> None:
    login_file.parent.mkdir(parents=True)
    login_file.touch(0o600)
    for text in ("", "[]", '{"url": 5}'):
        login_file.write_text(text)
        assert "noc login" in run("whoami").stderr
