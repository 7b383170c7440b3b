"""Notifications: taken in once, delivered until they get through, and every try is on record."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from noc_presentation.notifications.delivery import Deliverer, next_try
from noc_presentation.notifications.forgetting import Forgetter
from noc_presentation.notifications.message import Message, Never, NotNow

NOTIFICATIONS = "/api/v1/notifications"


def message(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"01a1fb00-0000-7000-8000-00000000000{number}",
        "execution": "01a1fb00-0000-7000-8000-0000000000ee",
        "execution_number": 7,
        "procedure": "restart-web",
        "host": "web4",
        "node": "tell",
        "channel": "oncall",
        "subject": "nginx",
        "message": "nginx is down on web4",
        "at": "2026-11-21T12:00:00.000Z",
    } | changes


class PlayedChannel:
    """Fails in the ways it is told to, then gets everything through."""

    def __init__(self) -> None:
        self.delivered: list[Message] = []
        self.failures: list[Exception] = []

    def deliver(self, message: Message) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.delivered.append(message)
        return "thank you"


@pytest.fixture
def channel() -> PlayedChannel:
    return PlayedChannel()


@pytest.fixture
def deliverer(house: Any, channel: PlayedChannel) -> Iterator[Deliverer]:
    return Deliverer(house.resources.database, {"oncall": channel}, house.clock, chance=lambda: 0.0)


def hand_in(house: Any, *messages: dict[str, Any]) -> list[dict[str, Any]]:
    answer = house.signed().post(NOTIFICATIONS, json={"notifications": list(messages)})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def shown(house: Any, query: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = house.person.get(NOTIFICATIONS + query).json["items"]
    return items


class TestTakingIn:
    def test_each_message_is_taken_in_once(self, house: Any) -> None:
        assert [item["status"] for item in hand_in(house, message(1), message(2))] == ["accepted"] * 2
        again = hand_in(house, message(2), message(3), message(3))

        assert [item["status"] for item in again] == ["duplicate", "accepted", "duplicate"]
        assert [item["id"][-1] for item in shown(house)] == ["3", "2", "1"]

    def test_a_message_without_a_subject_gets_one(self, house: Any) -> None:
        hand_in(house, message(subject=None))

        assert shown(house)[0]["subject"] == "restart-web: tell"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"id": ""}, "string.length"),
            ({"execution_number": "7"}, "type.integer"),
            ({"message": "x" * 65_537}, "string.length"),
            ({"at": "now"}, "datetime.invalid"),
            ({"to": "mallory@example.org"}, "field.unknown"),
        ],
    )
    def test_a_batch_with_a_bad_message_is_refused_whole(
        self, house: Any, change: dict[str, Any], code: str
    ) -> None:
        before = house.rows()
        batch = {"notifications": [message(1), message(2, **change)]}

        answer = house.signed().post(NOTIFICATIONS, json=batch)

        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer.json()["errors"][0]["path"].startswith("/notifications/1/")
        assert house.rows() == before

    def test_they_can_be_looked_up_by_status_and_execution(self, house: Any) -> None:
        hand_in(house, message(1), message(2, execution="01a1fb00-0000-7000-8000-0000000000ef"))

        assert len(shown(house, "?status=queued")) == 2
        assert shown(house, "?status=delivered") == []
        found = shown(house, "?execution=01a1fb00-0000-7000-8000-0000000000ef")
        assert [item["id"][-1] for item in found] == ["2"]


class TestDelivering:
    def test_what_gets_through_is_delivered_once(
        self, house: Any, deliverer: Deliverer, channel: PlayedChannel
    ) -> None:
        hand_in(house, message())

        assert deliverer.deliver_next() is True
        assert deliverer.deliver_next() is False

        (delivered,) = channel.delivered
        assert (delivered.host, delivered.text) == ("web4", "nginx is down on web4")
        (item,) = shown(house)
        assert (item["status"], item["reason"]) == ("delivered", None)
        assert item["deliveries"] == [
            {"number": 1, "at": "2026-11-21T12:00:00.000Z", "succeeded": True, "answer": "thank you"}
        ]

    def test_what_does_not_get_through_is_tried_again_later(
        self, house: Any, deliverer: Deliverer, channel: PlayedChannel
    ) -> None:
        channel.failures = [NotNow("connection refused")]
        hand_in(house, message())

        assert deliverer.deliver_next() is True
        assert deliverer.deliver_next() is False
        (item,) = shown(house)
        assert (item["status"], item["reason"]) == ("queued", "connection refused")
        house.clock.pass_by(seconds=2)
        assert deliverer.deliver_next() is True

        assert len(channel.delivered) == 1
        (item,) = shown(house)
        assert item["status"] == "delivered"
        assert [(d["number"], d["succeeded"]) for d in item["deliveries"]] == [(1, False), (2, True)]

    def test_one_that_fails_does_not_hold_up_the_others(
        self, house: Any, deliverer: Deliverer, channel: PlayedChannel
    ) -> None:
        channel.failures = [ValueError("a mistake of the channel's")]
        hand_in(house, message(1), message(2), message(3))

        while deliverer.deliver_next():
            pass

        assert [item["status"] for item in shown(house)] == ["delivered", "delivered", "queued"]

    def test_an_unknown_channel_is_said_to_be_unknown(self, house: Any, deliverer: Deliverer) -> None:
        hand_in(house, message(channel="pager"))

        deliverer.deliver_next()

        (item,) = shown(house)
        assert item["status"] == "undeliverable"
        assert item["reason"] == "there is no channel called 'pager'; there are: oncall"
        assert deliverer.deliver_next() is False

    def test_what_is_refused_for_good_is_not_tried_again(
        self, house: Any, deliverer: Deliverer, channel: PlayedChannel
    ) -> None:
        channel.failures = [Never("550 no such user")]
        hand_in(house, message())

        deliverer.deliver_next()
        house.clock.pass_by(hours=1)

        assert deliverer.deliver_next() is False
        assert shown(house)[0]["reason"] == "550 no such user"

    def test_after_a_day_of_trying_it_is_given_up(
        self, house: Any, deliverer: Deliverer, channel: PlayedChannel
    ) -> None:
        channel.failures = [NotNow("greylisted")] * 1_000
        hand_in(house, message())
        tries = 0
        for _ in range(24 * 60 + 20):
            tries += deliverer.deliver_next()
            house.clock.pass_by(minutes=1)

        (item,) = shown(house)
        assert item["status"] == "undeliverable"
        assert item["reason"] == f"given up after {tries} tries: greylisted"
        assert len(item["deliveries"]) == tries > 100

    def test_a_process_that_died_while_delivering_does_not_lose_the_message(
        self, house: Any, deliverer: Deliverer, channel: PlayedChannel
    ) -> None:
        channel.failures = [SystemExit()]  # type: ignore[list-item]
        hand_in(house, message())
        with pytest.raises(SystemExit):
            deliverer.deliver_next()

        assert deliverer.deliver_next() is False, "it is still claimed"
        house.clock.pass_by(minutes=3)
        assert deliverer.deliver_next() is True

        assert len(channel.delivered) == 1
        assert [d["number"] for d in shown(house)[0]["deliveries"]] == [2]

    def test_two_deliverers_never_have_the_same_message(self, house: Any, channel: PlayedChannel) -> None:
        hand_in(house, message())
        other = Deliverer(house.resources.database, {"oncall": channel}, house.clock, chance=lambda: 0.0)
        answers = []

        class Slow:
            def deliver(self, message: Message) -> str:
                answers.append(other.deliver_next())
                return "slowly"

        slow = Deliverer(house.resources.database, {"oncall": Slow()}, house.clock, chance=lambda: 0.0)

        assert slow.deliver_next() is True
        assert answers == [False]
        assert channel.delivered == []


def test_a_database_that_is_away_for_a_moment_is_waited_for(
    house: Any, channel: PlayedChannel, deliverer: Deliverer
) -> None:
    hand_in(house, message())
    looks: list[str] = []

    class Stop(Event):
        """Renames the table back at the first wait, and stops at the second."""

        def wait(self, timeout: float | None = None) -> bool:
            looks.append("again")
            rename(house, "elsewhere", "notifications") if len(looks) == 1 else self.set()
            return True

    rename(house, "notifications", "elsewhere")
    deliverer.run(Stop(), pause_s=1)

    assert len(channel.delivered) == 1


def rename(house: Any, old: str, new: str) -> None:
    with house.resources.database.writing() as session:
        session.connection().exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")


class TestPauses:
    def test_they_grow_and_stay_below_ten_minutes(self, house: Any) -> None:
        now = house.clock()
        pauses = [(next_try(number, now, now, 0.0) - now).total_seconds() for number in range(1, 14)]

        assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600]

    def test_chance_spreads_them(self, house: Any) -> None:
        now = house.clock()

        assert (next_try(3, now, now, 0.5) - now).total_seconds() == 6
        assert (next_try(3, now, now, 1.0) - now).total_seconds() == 4


def test_messages_are_forgotten_after_their_time_but_never_while_they_are_on_their_way(
    house: Any, channel: PlayedChannel, deliverer: Deliverer
) -> None:
    forgetter = Forgetter(house.resources.database, house.clock, keep=timedelta(days=90))
    hand_in(house, message(1), message(2, channel="pager"))
    while deliverer.deliver_next():
        pass
    house.clock.pass_by(days=80)
    channel.failures = [NotNow("greylisted")]
    hand_in(house, message(3))
    deliverer.deliver_next()
    assert forgetter.round() is False
    assert len(shown(house)) == 3

    house.clock.pass_by(days=11)
    forgetter.round()
    assert [one["id"][-1] for one in shown(house)] == ["3"]
    house.clock.pass_by(days=90)
    forgetter.round()
    assert [one["status"] for one in shown(house)] == ["queued"]
