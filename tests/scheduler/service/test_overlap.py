"""What a schedule does that is due while an execution of it goes on: skips, queues, cancels; and how late it may be."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from noc_scheduler.flowchart.sentences import from_text
from noc_scheduler.service.executions.turn_rules import Predecessor, Standing, judge
from noc_scheduler.service.triggers import schedules
from noc_scheduler.service.triggers.clock import MOST_CAUGHT_UP, caught_up
from noc_scheduler.service.triggers.overlap import Decision, Earlier, decide
from noc_scheduler.service.triggers.schedules import ScheduleOrder
from noc_scheduler.store.schedules import Overlap
from noc_scheduler.store.tables import fires
from tests.scheduler.conftest import ANNA, World

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def earlier(*numbers: int) -> list[Earlier]:
    return [Earlier(UUID(int=number), number, begun=place == 0) for place, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("overlap", "numbers", "fires"),
    [
        (Overlap.TOGETHER, (812, 813, 814), True),
        (Overlap.SKIP, (), True),
        (Overlap.SKIP, (812,), False),
        (Overlap.QUEUE_ONE, (), True),
        (Overlap.QUEUE_ONE, (812,), True),
        (Overlap.QUEUE_ONE, (812, 813), False),
        (Overlap.QUEUE_ALL, (812, 813, 814), True),
        (Overlap.CANCEL_OTHER, (), True),
    ],
)
def test_whether_an_instant_is_fired(overlap: Overlap, numbers: tuple[int, ...], fires: bool) -> None:
    assert decide(overlap, earlier(*numbers)).fires is fires


def test_what_is_skipped_says_for_which_execution() -> None:
    assert str(decide(Overlap.SKIP, earlier(812)).reason) == "execution 812 of this schedule is still running"
    assert str(decide(Overlap.QUEUE_ONE, earlier(812, 813)).reason) == (
        "execution 812 of this schedule is still running, and execution 813 waits behind it already"
    )


def test_cancelling_the_other_names_all_of_them() -> None:
    assert decide(Overlap.CANCEL_OTHER, earlier(1, 2)) == Decision(True, cancels=(UUID(int=1), UUID(int=2)))


def test_who_goes_in_sequence_waits_for_the_one_just_before() -> None:
    waiting = judge(Standing(predecessors=[Predecessor(812, False), Predecessor(813, True)]))
    assert waiting is not None
    assert str(waiting.reason) == (
        "waits until execution 813 of its schedule has ended, which is being cancelled"
    )
    assert judge(Standing()) is None


def test_only_who_queues_all_wants_every_late_instant() -> None:
    due = [NOON - timedelta(minutes=late) for late in (90, 50, 10, 1)]
    hour = timedelta(hours=1)
    assert caught_up(due, Overlap.QUEUE_ALL, hour, NOON) == (due[:1], due[1:])
    for overlap in set(Overlap) - {Overlap.QUEUE_ALL}:
        assert caught_up(due, overlap, hour, NOON) == (due[:3], due[3:])
    assert caught_up(due, Overlap.SKIP, timedelta(seconds=30), NOON) == (due, [])


def test_very_many_late_instants_are_not_all_fired() -> None:
    due = [NOON - timedelta(seconds=late) for late in range(1_000, 0, -1)]
    missed, in_time = caught_up(due, Overlap.QUEUE_ALL, timedelta(hours=1), NOON)
    assert in_time == due[-MOST_CAUGHT_UP:]
    assert missed + in_time == due


class Scheduled:
    """A schedule that fires each day over one host, and what has become of it.

    It is a day, and each instant may be an hour late, so that no time a busy machine takes brings another instant.
    """

    def __init__(self, world: World, **changes: Any) -> None:
        self.world = world
        world.presentation.has("web1")
        world.node()
        made = world.order()
        self.due = (self.world.now() + timedelta(minutes=2)).replace(second=0, microsecond=0)
        order = ScheduleOrder(
            name="daily",
            trigger={
                "kind": "cron",
                "expression": f"{self.due.minute} {self.due.hour} * * *",
                "time_zone": "UTC",
            },
            procedure=made.procedure,
            target=made.target,
            params={},
            actor=ANNA,
            body={},
            **{"catch_up_ms": 3_600_000, **changes},
        )
        self.id = str(schedules.keep(world.means, order, None))

    def day(self, days: int = 1) -> None:
        """Go on to the next instant, or to the last one of so many."""
        self.due += timedelta(days=days - 1)
        self.world.pass_time((self.due - self.world.now()).total_seconds() + 1)
        self.due += timedelta(days=1)
        self.world.beat()
        self.world.tick()

    def fires(self) -> list[tuple[str, str | None]]:
        with self.world.means.database.reading() as connection:
            rows = connection.execute(sa.select(fires).order_by(fires.c.instant))
            return [(row.status, row.reason and str(from_text(row.reason))) for row in rows]

    def executions(self) -> list[dict[str, Any]]:
        created = [event for event in self.world.events() if event.type == "execution.created"]
        return [self.world.shown(str(event.execution)) for event in created]

    def statuses(self) -> list[str]:
        return [one["status"] for one in self.executions()]

    def finish_the_one_that_walks(self) -> None:
        running = [one for one in self.executions() if one["status"] == "running"]
        held = self.world.nodes["node-1"].held
        (attempt,) = [one for one in held if one["execution"] == str(running[0]["id"])]
        self.world.beat()
        self.world.finish(attempt)


def test_without_a_word_executions_of_a_schedule_walk_together(world: World) -> None:
    daily = Scheduled(world)
    daily.day()
    daily.day()
    assert daily.statuses() == ["running", "running"]
    assert schedules.show(world.means, daily.id).row.overlap == "together"


def test_a_skipped_instant_is_recorded_with_its_reason(world: World) -> None:
    daily = Scheduled(world, overlap="skip")
    daily.day()
    daily.day()

    (first,) = daily.executions()
    reason = f"execution {first['number']} of this schedule is still running"
    assert daily.fires() == [("fired", None), ("skipped", reason)]
    last = schedules.show(world.means, daily.id).last_fire
    assert last is not None and str(from_text(last.reason)) == reason
    (skipped,) = [event for event in world.events() if event.type == "schedule.skipped"]
    assert skipped.data["reason"] == reason

    daily.finish_the_one_that_walks()
    daily.day()
    assert [status for status, _ in daily.fires()] == ["fired", "skipped", "fired"]


def test_at_most_one_waits_behind_the_one_that_walks(world: World) -> None:
    daily = Scheduled(world, overlap="queue_one")
    for _ in range(3):
        daily.day()

    assert [status for status, _ in daily.fires()] == ["fired", "fired", "skipped"]
    first, second = daily.executions()
    assert (first["status"], second["status"]) == ("running", "queued")
    words = f"waits until execution {first['number']} of its schedule has ended"
    assert (second["waiting_for"], second["sentence"]) == (words, words)

    daily.finish_the_one_that_walks()
    assert daily.statuses() == ["succeeded", "running"]


def test_all_that_queue_walk_one_after_the_other(world: World) -> None:
    daily = Scheduled(world, overlap="queue_all")
    for _ in range(4):
        daily.day()

    assert daily.statuses() == ["running", "queued", "queued", "queued"]
    for _ in range(3):
        daily.finish_the_one_that_walks()
    assert daily.statuses() == ["succeeded"] * 3 + ["running"]


def test_the_new_one_begins_when_the_cancelled_one_has_ended(world: World) -> None:
    daily = Scheduled(world, overlap="cancel_other")
    daily.day()
    daily.day()

    first, _ = daily.executions()
    assert daily.statuses() == ["cancelled", "running"]
    assert first["reason"] == "schedule daily is due again"
    asked = next(event for event in world.events() if event.type == "execution.cancel_asked")
    assert (asked.actor["kind"], asked.cause["kind"]) == ("schedule", "schedule")


def test_an_instant_is_caught_up_as_late_as_its_schedule_allows(world: World) -> None:
    daily = Scheduled(world, overlap="queue_all", catch_up_ms=5 * 86_400_000)
    daily.day(10)

    assert [status for status, _ in daily.fires()] == ["missed"] * 5 + ["fired"] * 5
    assert daily.statuses() == ["running", *["queued"] * 4]


def test_who_waits_for_too_long_behind_others_fails_and_says_why(world: World) -> None:
    daily = Scheduled(world, overlap="queue_one")
    daily.day()
    daily.day()
    world.pass_time(world.means.settings.turn_timeout.total_seconds())
    world.drain()

    first, second = daily.executions()[:2]
    assert second["status"] == "failed"
    words = f"turn.never_came: waits until execution {first['number']} of its schedule has ended"
    assert second["reason"] == words


def test_a_queued_one_that_is_cancelled_is_passed_over(world: World) -> None:
    daily = Scheduled(world, overlap="queue_all")
    for _ in range(3):
        daily.day()
    world.cancel(str(daily.executions()[1]["id"]), "not needed")
    daily.finish_the_one_that_walks()
    assert daily.statuses() == ["succeeded", "cancelled", "running"]
