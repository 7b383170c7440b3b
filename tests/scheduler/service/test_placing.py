"""Placing: what a report leads to is leased with it and sent at once, where that is fair to those who wait."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from noc_scheduler.errors import Overtaken
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.nodes.documents import Parcel
from noc_scheduler.service.attempts import dispatch
from noc_scheduler.service.attempts.courier import Courier
from noc_scheduler.service.attempts.delivery import hand_over
from noc_scheduler.service.attempts.report import Report
from noc_scheduler.service.executions import fire
from noc_scheduler.store import leases

TWO_STEPS = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: two, title: Two steps}
spec:
  nodes:
    begin: {kind: start, next: first}
    first: {kind: task, purpose: monitoring, module: m, next: second}
    second: {kind: task, purpose: monitoring, module: m, next: done}
    done: {kind: end}
"""
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def rung() -> list[int]:
    return []


@pytest.fixture
def sending(world: Any, rung: list[int]) -> Any:
    """A process that sends by itself what it has leased, and counts how often it is rung for."""
    drained = world.means

    def post(parcels: Sequence[Parcel]) -> None:
        hand_over(drained, parcels)

    world.means = replace(drained, post=post, ring=lambda: rung.append(1))
    return world


def finished(attempts: Sequence[dict[str, Any]]) -> list[Report]:
    return [Report(UUID(one["id"]), one["lease"], 1, None, Result(rc=0)) for one in attempts]


def test_two_hundred_hosts_are_asked_and_told_in_a_few_requests(sending: Any, rung: list[int]) -> None:
    names = [f"web{number:03}" for number in range(200)]
    sending.presentation.has(*names)
    fake = sending.node(slots=400)
    execution = sending.start(TWO_STEPS)
    sending.drain()
    assert len(fake.held) == 200
    asked = fake.offers
    assert asked <= 5
    del rung[:]

    first = fake.held
    for begin in (0, 100):
        sending.report(finished(first[begin : begin + 100]))
    assert [one["node"] for one in fake.held].count("second") == 200
    assert fake.offers == asked + 2
    assert rung == [], "nothing else was left to be done"
    for begin in (200, 300):
        sending.report(finished(fake.held[begin : begin + 100]))
    assert sending.shown(execution)["status"] == "succeeded"


def test_a_report_takes_few_statements_until_the_next_step_is_sent(sending: Any) -> None:
    fake = sending.node(slots=8)
    sending.start(TWO_STEPS)
    sending.drain()
    seen: list[str] = []

    def hear(*about: Any) -> None:
        seen.append("POST" if fake.offers > 1 else str(about[2]))

    sa.event.listen(sending.means.database.engine, "before_cursor_execute", hear)
    sending.report(finished([fake.on("web1")]))
    sa.event.remove(sending.means.database.engine, "before_cursor_execute", hear)
    assert fake.on("web1")["node"] == "second"
    # On PostgreSQL the writing ones are a single statement.
    reading = [one for one in seen if one.startswith("SELECT")]
    assert len(reading) <= 11
    assert seen[len(seen) - seen[::-1].index("POST") - 1 :] == ["POST"]
    assert seen.count("POST") <= 2


def test_whoever_waits_already_comes_first_and_is_told_with_the_report(sending: Any, rung: list[int]) -> None:
    fake = sending.node(slots=1)
    sending.start(TWO_STEPS)
    sending.drain()
    (held,) = fake.held
    del rung[:]
    sending.report(finished([held]))
    assert len(fake.held) == 2
    assert fake.held[-1]["host"]["name"] != held["host"]["name"]
    assert fake.held[-1]["node"] == "first"
    assert rung == [], "nothing else was left to be done"


def test_with_several_executor_nodes_another_look_is_taken_at_those_who_wait(
    sending: Any, rung: list[int]
) -> None:
    first = sending.node("node-1", slots=1)
    sending.node("node-2", slots=1)
    sending.presentation.has("web1", "web2", "web3", "web4")
    sending.start(TWO_STEPS)
    sending.drain()
    del rung[:]
    sending.report(finished(first.held[:1]))
    assert len(first.held) == 2
    assert rung, "the other one may have made room that this transaction did not see"


def test_what_goes_wrong_with_those_who_wait_undoes_no_report(
    sending: Any, rung: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = sending.node(slots=1)
    execution = sending.start(TWO_STEPS)
    sending.drain()
    (held,) = fake.held
    del rung[:]

    def broken(connection: sa.Connection, *_: Any) -> None:
        connection.execute(sa.text("SELECT nothing FROM nowhere"))

    with monkeypatch.context() as poisoned:
        poisoned.setattr(dispatch, "lease_to", broken)
        (judged,) = sending.report(finished([held]))
    assert judged.status == "applied"
    assert len(fake.held) == 1
    assert rung, "others try again"
    assert sending.path(execution, held["host"]["name"]) == ["begin", "first", "second"]
    sending.drain()
    assert len(fake.held) == 2


def test_the_first_step_is_leased_with_the_beginning_and_the_most_urgent_host_comes_first(
    sending: Any,
) -> None:
    fake = sending.node(slots=1)
    sending.presentation.has("web1")
    later = sending.start(TWO_STEPS, priority=0)
    urgent = sending.start(TWO_STEPS, priority=5)
    while fire.fire(sending.means):
        pass

    assert fire.begin(sending.means) == 2
    assert [one["execution"] for one in fake.held] == [urgent]
    assert "attempt.dispatched" not in sending.types(later)
    sending.drain()
    assert len(fake.held) == 1


def test_what_is_leased_and_never_sent_is_told_by_others(sending: Any) -> None:
    fake = sending.node()
    execution = sending.start(TWO_STEPS)
    sending.drain()
    sending.means = replace(sending.means, post=lambda parcels: None)
    sending.report(finished([fake.on("web1")]))
    assert fake.on("web1")["node"] == "first"
    sending.pass_time(2)
    sending.drain()
    assert (fake.on("web1")["node"], fake.on("web1")["lease"]) == ("second", 1)
    assert sending.types(execution).count("attempt.dispatched") == 4


def test_without_a_place_it_waits_and_says_why(sending: Any) -> None:
    fake = sending.node(slots=8)
    execution = sending.start(TWO_STEPS)
    sending.drain()
    sending.pass_time(11)
    sending.report(finished([fake.on("web1")]))
    assert fake.on("web1")["node"] == "first"
    sending.drain()
    assert "has not been heard of" in sending.host(execution, "web1")["waiting_for"]


def parcel(executor_node: UUID) -> Parcel:
    return Parcel(executor_node, "http://node.test", (), NOW)


def test_a_courier_gathers_only_while_a_request_is_under_way() -> None:
    node, other = uuid4(), uuid4()
    carried: list[tuple[UUID, int]] = []
    begun, go_on, over = threading.Event(), threading.Event(), threading.Semaphore(0)

    def deliver(parcels: Sequence[Parcel]) -> None:
        (one,) = parcels
        carried.append((one.executor_node, len(one.errands)))
        if one.executor_node == node and not go_on.is_set():
            begun.set()
            go_on.wait(20)
        over.release()

    courier = Courier(deliver)
    courier.post([parcel(node)])
    assert begun.wait(20)
    for _ in range(5):
        courier.post([parcel(node)])
    courier.post([parcel(other)])
    assert over.acquire(timeout=20), "another executor node is not kept waiting"
    go_on.set()
    assert over.acquire(timeout=20)
    assert over.acquire(timeout=20)
    courier.stop()
    assert [one for one, _ in carried] == [node, other, node]


def test_a_courier_goes_on_after_a_failure() -> None:
    node, tries = uuid4(), threading.Semaphore(0)

    def deliver(parcels: Sequence[Parcel]) -> None:
        tries.release()
        raise RuntimeError("no")

    courier = Courier(deliver)
    for _ in range(2):
        courier.post([parcel(node)])
        assert tries.acquire(timeout=20)
    courier.stop()


@pytest.mark.parametrize(
    ("trouble", "told"),
    [(Overtaken("a lease"), "dispatch.left"), (ValueError("a mistake"), "dispatch.failed_in_line")],
)
def test_what_goes_wrong_with_those_in_line_undoes_no_report_and_is_left_to_others(
    sending: Any, rung: list[int], monkeypatch: pytest.MonkeyPatch, trouble: Exception, told: str
) -> None:
    fake = sending.node(slots=1)
    execution = sending.start(TWO_STEPS)
    sending.drain()
    (held,) = fake.held
    del rung[:]

    def fail(*_: Any) -> None:
        raise trouble

    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(leases, "lease", fail)
        (judged,) = sending.report(finished([held]))
    assert judged.status == "applied"
    assert told in [line["event"] for line in logs]
    assert fake.held == [held]
    assert rung, "others are to look after those in line"
    assert sending.path(execution, held["host"]["name"]) == ["begin", "first", "second"]
    sending.drain()
    assert len(fake.held) == 2
