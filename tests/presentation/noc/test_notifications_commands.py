"""`noc channels`, `noc destinations`, `noc notifications`: told, listed, sent again."""

from typing import Any

from noc_presentation.notifications.delivery import Deliverer


class Silent:
    """Takes everything."""

    def deliver(self, message: Any) -> str:
        return "thank you"


def test_a_channel_is_tried_out_and_the_message_is_sent_again(run: Any, house: Any) -> None:
    assert "oncall" in run("channels", "list").stdout
    assert "on its way" in run("channels", "test", "oncall").stdout
    assert run("channels", "test", "nowhere").exit_code == 2
    Deliverer(house.resources.database, {"oncall": Silent()}, house.clock, lambda: 0.0).deliver_next()

    listed = run("notifications", "list", "--status", "delivered").stdout
    assert "thank you" in listed
    (told,) = house.person.get("/api/v1/notifications").json["items"]
    assert "again" in run("notifications", "send-again", told["id"]).stdout
    assert run("notifications", "send-again", told["id"]).exit_code == 2


def test_a_destination_is_set_listed_and_deleted(run: Any) -> None:
    made = run(
        "destinations", "set", "noc", "--channel", "oncall", "--quiet", "22:00-07:00", "--tell", "failure"
    )
    assert made.stdout == "noc is told failure by oncall\n", made.output
    listed = run("destinations", "list", "-o", "json").stdout
    assert '"from": "22:00"' in listed
    assert "22:00-07:00 UTC" in " ".join(run("destinations", "list").stdout.split())
    assert run("destinations", "set", "noc", "--channel", "oncall", "--quiet", "never").exit_code == 2
    assert run("destinations", "delete", "noc").stdout == "noc is told nothing any more\n"


def test_nobody_is_told_by_a_channel_that_there_is_not(run: Any) -> None:
    refused = run("destinations", "set", "noc", "--channel", "nope")
    assert (refused.exit_code, "there is no channel called 'nope'" in refused.stderr) == (2, True)
    assert run("destinations", "list", "-o", "json").stdout == "[]\n"


def test_a_mail_address_is_given_to_a_user(run: Any) -> None:
    run("users", "create", "vera")
    assert run("users", "mail-address", "vera", "vera@example.org").exit_code == 0
    assert run("users", "mail-address", "vera", "vera@example.org, mallory@example.org").exit_code == 2
