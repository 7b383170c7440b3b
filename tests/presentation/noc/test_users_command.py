"""`noc users`: somebody is made, may do what was granted and nothing else, and is off at once."""

from typing import Any

from tests.presentation.noc.conftest import Run


def test_a_user_may_do_what_was_granted_until_it_is_withdrawn(run: Run, house: Any) -> None:
    assert "may do nothing yet" in run("users", "create", "bot", "--service").stdout
    text = house.person.post("/api/v1/users/bot/tokens", json={"name": "of-bot"}).get_json()["token"]
    bot = house.bearer(text)
    assert bot.get("/api/v1/hosts").status_code == 403

    assert run("users", "grant", "bot", "viewer", "--everything").stdout == "bot is viewer on everything\n"
    assert bot.get("/api/v1/hosts").status_code == 200
    grant_id, _, words = run("users", "grants", "bot").stdout.strip().partition("  ")
    assert words == "viewer on everything"

    assert run("users", "withdraw", "bot", grant_id).exit_code == 0
    assert bot.get("/api/v1/hosts").status_code == 403
    assert run("users", "grants", "bot").stdout == "bot may do nothing\n"


def test_a_role_is_granted_on_each_thing_that_is_named(run: Run) -> None:
    run("users", "create", "otto")
    granted = run("users", "grant", "otto", "operator", "--group", "web", "--procedure", "restart-web").stdout

    assert granted == "otto is operator on group web\notto is operator on procedure restart-web\n"


def test_nothing_is_granted_on_everything_by_saying_nothing(run: Run) -> None:
    run("users", "create", "otto")

    assert run("users", "grant", "otto", "operator").exit_code == 2
    assert run("users", "grant", "otto", "operator", "--everything", "--group", "web").exit_code == 2
    assert run("users", "grant", "otto", "emperor", "--everything").exit_code == 2
    assert run("users", "create", "bot", "--service", "--ask-password").exit_code == 2


def test_who_is_turned_off_is_off_at_the_next_request(run: Run, house: Any) -> None:
    run("users", "create", "bot", "--service")
    run("users", "grant", "bot", "viewer", "--everything")
    text = house.person.post("/api/v1/users/bot/tokens", json={"name": "of-bot"}).get_json()["token"]

    assert run("users", "deactivate", "bot").exit_code == 0
    assert house.bearer(text).get("/api/v1/hosts").status_code == 401
    assert "off" in run("users", "list").stdout
    assert run("users", "activate", "bot").exit_code == 0
    assert house.bearer(text).get("/api/v1/hosts").status_code == 200
