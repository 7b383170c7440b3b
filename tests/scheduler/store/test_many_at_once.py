"""Whole executions on either database, with several processes' worth of threads doing everything at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.service.attempts.report import Report
from noc_scheduler.service.listening import listen
from noc_scheduler.service.operating import host_locks

HOSTS = 24


def streams(world: Any, execution: str) -> dict[UUID, list[int]]:
    """The event numbers of every stream, in the feed's order."""
    found: dict[UUID, list[int]] = {}
    for event in world.events(execution):
        found.setdefault(event.stream, []).append(event.seq)
    return found


def test_every_host_ends_once_whoever_reports_and_drains(world: Any) -> None:
    world.presentation.has(*(f"web{n}" for n in range(HOSTS)))
    fake = world.node(slots=HOSTS)
    execution = world.start()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: world.drain(), range(3)))
    assert len(fake.held) == HOSTS

    def speak(attempt: dict[str, Any]) -> None:
        identity, outcome = UUID(attempt["id"]), "failed" if attempt["node"] == "check" else "changed"
        batch = [Report(identity, 1, 1, None), Report(identity, 1, 2, None, Result(outcome=outcome, rc=1))]
        for _ in range(2):  # everything is said twice
            statuses = {one.status for one in world.report(batch)}
            assert statuses <= {"applied", "duplicate"}
        world.drain()

    for node in ("check", "restart"):
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(speak, [one for one in fake.held if one["node"] == node]))
        world.drain()

    shown = world.shown(execution)
    assert (shown["status"], shown["counts"]) == ("succeeded", {"succeeded": HOSTS})
    assert world.types(execution).count("execution.finished") == 1
    numbers = streams(world, execution)
    assert len(numbers) == HOSTS + 1
    assert all(sorted(seen) == list(range(1, len(seen) + 1)) for seen in numbers.values())
    assert {attempt["number"] for attempt in fake.held} == {1}


def test_the_last_two_hosts_may_end_in_the_same_moment(world: Any) -> None:
    world.presentation.has("web1", "web2")
    fake = world.node()
    for _ in range(5):
        execution = world.start()
        world.drain()
        barrier = threading.Barrier(2)

        def speak(attempt: dict[str, Any], barrier: threading.Barrier = barrier) -> None:
            barrier.wait(30)
            (judged,) = world.report([Report(UUID(attempt["id"]), 1, 1, None, Result())])
            assert judged.status == "applied"

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(speak, fake.held[-2:]))
        assert world.shown(execution)["status"] == "succeeded"
        assert world.types(execution).count("execution.finished") == 1


@pytest.mark.parametrize("turn", range(3))
def test_a_report_and_the_reaper_agree_on_one_end(world: Any, turn: int) -> None:
    world.presentation.has("web1")
    fake = world.node()
    execution = world.start()
    world.drain()
    for _ in range(18):
        listen(world.means)
        world.pass_time(4)
    listen(world.means)
    attempt = fake.on("web1")
    barrier = threading.Barrier(3)

    def reap() -> None:
        barrier.wait(30)
        world.reap()

    def speak() -> str:
        barrier.wait(30)
        return str(world.report([Report(UUID(attempt["id"]), 1, 1, None, Result())])[0].status)

    with ThreadPoolExecutor(3) as pool:
        pool.submit(reap)
        pool.submit(reap)
        told = pool.submit(speak).result(timeout=60)

    lost = world.types(execution).count("attempt.lost")
    assert (told, lost) in {("applied", 0), ("late", 1)}
    assert (world.shown(execution)["status"] == "succeeded") is (told == "applied")


def test_cancelling_while_hosts_report_ends_everything_once(world: Any) -> None:
    world.presentation.has(*(f"web{n}" for n in range(HOSTS)))
    fake = world.node(slots=HOSTS)
    execution = world.start()
    world.drain()

    def speak(attempt: dict[str, Any]) -> None:
        world.report([Report(UUID(attempt["id"]), 1, 1, None, Result())])

    with ThreadPoolExecutor(6) as pool:
        spoken = [pool.submit(speak, attempt) for attempt in list(fake.held)]
        cancelling = pool.submit(world.cancel, execution, "stop")
        for one in (*spoken, cancelling):
            try:
                one.result(timeout=60)
            except Exception as error:
                assert "execution.finished" in str(error)
    world.drain()

    shown = world.shown(execution)
    assert sum(shown["counts"].values()) == HOSTS
    assert set(shown["counts"]) <= {"succeeded", "cancelled"}
    assert shown["status"] in ("succeeded", "cancelled")
    assert world.types(execution).count("execution.finished") == 1
    assert all(sorted(seen) == list(range(1, len(seen) + 1)) for seen in streams(world, execution).values())


LOCKING = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: reboot, title: Reboot}
spec:
  policy: {lock: host}
  nodes:
    begin: {kind: start, next: check}
    check: {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: done}
    done: {kind: end}
"""


def test_a_locked_host_is_walked_by_one_at_a_time_and_no_lock_is_left(world: Any) -> None:
    names = [f"rtr-{number:02}" for number in range(6)]
    world.presentation.has(*names)
    fake = world.node(slots=100)
    executions = [world.start(LOCKING) for _ in range(4)]
    spoken: set[str] = set()
    guard = threading.Lock()

    def work(_: int) -> None:
        world.drain()
        with guard:
            mine = next((one for one in list(fake.attempts.values()) if one["id"] not in spoken), None)
            if mine is not None:
                spoken.add(mine["id"])
        if mine is not None:
            world.report([Report(UUID(mine["id"]), 1, 1, None, Result())])
        world.drain()

    for _ in range(5 * len(executions)):
        world.beat(slots=100)  # or a machine that is busy takes the executor node for silent
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(len(names))))
        if len(spoken) == len(executions) * len(names):
            break

    assert [world.shown(one)["status"] for one in executions] == ["succeeded"] * 4
    assert host_locks.listed(world.means, "", 10) == []
    for name in names:
        told = [e.type for e in world.events() if e.host == name and e.type.startswith("host_run.")]
        assert told == ["host_run.started", "host_run.finished"] * 4
