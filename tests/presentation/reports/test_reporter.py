"""Reports: each execution that ends is told once to whoever wants it, in one message."""

from collections.abc import Callable
from typing import Any

import pytest

from noc_presentation.reports.reporter import Reporter

EXECUTION = "01a1fb00-0000-7000-8000-0000000000e{}"


class Feed:
    """What the played scheduler says has ended."""

    def __init__(self, house: Any) -> None:
        self.house = house
        self.number = 0
        self.reporter = Reporter(
            house.resources.database, house.resources.scheduler, house.clock, "https://noc.example.org"
        )
        self.ends([])

    def ends(self, items: list[dict[str, Any]]) -> None:
        page = {"items": items, "next": f"c{self.number}"}
        self.house.scheduler.answer("GET", "/v1/events", 200, page)
        self.reporter.round()

    def execution(self, status: str = "failed", **data: bool) -> None:
        self.number += 1
        identity = EXECUTION.format(self.number)
        failures = [] if status == "succeeded" else [FAILURE]
        counts = {"succeeded": 6} if status == "succeeded" else {"succeeded": 5, "failed": 1}
        document = {
            "id": identity,
            "number": self.number,
            "procedure": {"name": "restart-web", "version": 1},
            "target": {"groups": ["web"], "hosts": []},
            "schedule": None,
            "status": status,
            "counts": counts,
            "changed": 0,
            "reason": None,
            "started_at": "2026-11-21T12:00:00.000Z",
            "finished_at": "2026-11-21T12:00:31.000Z",
        }
        self.house.scheduler.answer("GET", f"/v1/executions/{identity}", 200, document)
        self.house.scheduler.answer("GET", f"/v1/executions/{identity}/failures", 200, {"items": failures})
        self.ends([{"id": f"event{self.number}", "execution": identity, "data": data}])

    def told(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.house.person.get("/api/v1/notifications").json["items"]
        return items[::-1]


FAILURE = {
    "word": "failed",
    "step": "restart",
    "ended_at": "gave_up",
    "outcome": "failed",
    "hosts": 1,
    "names": ["web4"],
    "line": "unit not found",
}


@pytest.fixture
def feed(house: Any) -> Feed:
    return Feed(house)


@pytest.fixture
def wants(house: Any) -> Callable[..., None]:
    def put(name: str = "noc", **rules: Any) -> None:
        answer = house.person.put(f"/api/v1/destinations/{name}", json={"channel": "oncall", **rules})
        assert answer.status_code == 201, answer.text

    return put


def test_an_execution_that_fails_is_told_once_with_its_step_and_last_line(
    feed: Feed, wants: Callable[..., None]
) -> None:
    wants()
    feed.execution()
    feed.reporter.round()

    (told,) = feed.told()
    assert told["subject"] == "restart-web: 5 of 6 hosts ok in 31 s; web4 failed at restart"
    assert "Last line: unit not found" in told["message"]
    assert "https://noc.example.org/executions/1" in told["message"]
    assert (told["channel"], told["destination"], told["host"]) == ("oncall", "noc", None)


def test_failing_again_is_told_to_those_only_who_want_every_failure(
    feed: Feed, wants: Callable[..., None]
) -> None:
    wants()
    wants("every", tell=["failure"])
    for status in ("failed", "failed", "succeeded", "succeeded"):
        feed.execution(status)

    assert [(item["destination"], item["execution_number"]) for item in feed.told()] == [
        ("every", 1),
        ("noc", 1),
        ("every", 2),
        ("noc", 3),
    ]
    assert "Recovered" in feed.told()[-1]["message"]


def test_a_digest_is_one_message(house: Any, feed: Feed, wants: Callable[..., None]) -> None:
    wants(tell=["failure", "success"], digest_seconds=600)
    for status in ("failed", "succeeded", "failed"):
        feed.execution(status)
        house.clock.pass_by(minutes=2)
    assert feed.told() == []

    house.clock.pass_by(minutes=4)
    feed.reporter.round()

    (told,) = feed.told()
    assert told["subject"] == "3 reports, 2 with failures"
    assert len(told["message"].splitlines()) == 3


def test_quiet_hours_hold_it_back_until_they_are_over(
    house: Any, feed: Feed, wants: Callable[..., None]
) -> None:
    wants(quiet={"from": "11:00", "to": "14:00", "time_zone": "UTC"})
    feed.execution()
    house.clock.pass_by(hours=1, minutes=59)
    feed.reporter.round()
    assert feed.told() == []

    house.clock.pass_by(minutes=1)
    feed.reporter.round()
    assert len(feed.told()) == 1


def test_what_a_step_has_called_is_told_by_its_caller_alone(feed: Feed, wants: Callable[..., None]) -> None:
    wants(tell=["failure"])
    feed.execution(called=True)
    assert feed.told() == []


def test_of_a_dry_run_nobody_is_told(feed: Feed, wants: Callable[..., None]) -> None:
    wants(tell=["failure"])
    feed.execution(check_mode=True)
    assert feed.told() == []


def test_two_reporters_that_read_the_same_tell_it_once(
    house: Any, feed: Feed, wants: Callable[..., None]
) -> None:
    wants(tell=["failure"])
    feed.execution()
    Reporter(house.resources.database, house.resources.scheduler, house.clock, None).round()
    assert len(feed.told()) == 1


def test_while_the_scheduler_is_down_it_is_kept_for_later(
    house: Any, feed: Feed, wants: Callable[..., None]
) -> None:
    wants(tell=["failure"])
    identity = EXECUTION.format(1)
    house.scheduler.answer("GET", f"/v1/executions/{identity}", 200, {})
    feed.number = 1
    house.scheduler.answer("GET", f"/v1/executions/{identity}", 503, {"code": "dependency.unavailable"})
    with pytest.raises(Exception, match="trouble of its own"):
        feed.ends([{"id": "event1", "execution": identity, "data": {}}])
    feed.number = 0
    feed.execution()
    house.clock.pass_by(seconds=10)
    feed.reporter.round()

    assert {item["execution_number"] for item in feed.told()} == {1}


@pytest.mark.parametrize(
    ("rules", "path"),
    [
        ({}, "/channel"),
        ({"channel": "x", "tell": []}, "/tell"),
        ({"channel": "x", "tell": ["nonsense"]}, "/tell/0"),
        ({"channel": "x", "language": "fr"}, "/language"),
        ({"channel": "x", "quiet": {"from": "25:00", "to": "07:00", "time_zone": "UTC"}}, "/quiet/from"),
        (
            {"channel": "x", "quiet": {"from": "22:00", "to": "07:00", "time_zone": "Mars"}},
            "/quiet/time_zone",
        ),
        ({"channel": "x", "digest_seconds": -1}, "/digest_seconds"),
        ({"channel": "x", "procedures": [""]}, "/procedures/0"),
        ({"channel": "x", "to": "mallory@example.org"}, "/to"),
    ],
)
def test_rules_that_mean_nothing_are_refused(house: Any, rules: dict[str, Any], path: str) -> None:
    answer = house.person.put("/api/v1/destinations/noc", json=rules)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == [path]
    assert house.person.get("/api/v1/destinations").json["items"] == []


def test_a_destination_is_changed_listed_and_deleted(house: Any, wants: Callable[..., None]) -> None:
    wants()
    changed = house.person.put("/api/v1/destinations/noc", json={"channel": "oncall", "language": "pt-BR"})
    assert (changed.status_code, changed.json["language"]) == (200, "pt-BR")
    assert [item["name"] for item in house.person.get("/api/v1/destinations").json["items"]] == ["noc"]
    assert house.person.delete("/api/v1/destinations/noc").status_code == 204
    assert house.person.get("/api/v1/destinations/noc").status_code == 404


def test_a_message_is_sent_again_when_somebody_wants_it(feed: Feed, wants: Callable[..., None]) -> None:
    wants()
    feed.execution()
    (told,) = feed.told()
    address = f"/api/v1/notifications/{told['id']}/send-again"
    assert feed.house.person.post(address).status_code == 409
    assert feed.house.person.post("/api/v1/notifications/x/send-again").status_code == 404


def test_a_channel_is_tried_out_with_a_message(house: Any) -> None:
    assert house.person.get("/api/v1/channels").json["items"][0] == {"name": "oncall", "kind": "log"}
    answer = house.person.post("/api/v1/channels/oncall/test")
    assert (answer.status_code, answer.json["status"]) == (202, "queued")
    assert house.person.post("/api/v1/channels/nowhere/test").status_code == 404
