"""Claims: of two that look at once, one gets a row; compare-and-swap catches whoever read too early."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from noc_scheduler.errors import Overtaken
from noc_scheduler.flowchart.host_run import Host, HostRun, Result, Token
from noc_scheduler.flowchart.sentences import told
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.store import (
    attempts,
    executions,
    host_run_changes,
    host_runs,
    leases,
    outbox,
    peers,
    schedules,
    waits,
)
from noc_scheduler.store.attempts import NewAttempt, Turn
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.host_run_changes import Change
from noc_scheduler.store.ids import new_id
from noc_scheduler.store.outbox import Letter, NewLetter
from noc_scheduler.store.priority import order_at
from noc_scheduler.store.schedules import FireStatus, NewSchedule
from noc_scheduler.store.schema import migrate
from noc_scheduler.store.waits import Wait, WaitAct

HOLD = timedelta(seconds=30)


@pytest.fixture
def host_run_ids(database: Database, new_execution: Callable[..., Any]) -> list[UUID]:
    """Twenty HostRuns that have not begun, by id."""

    def act(connection: Any) -> list[UUID]:
        identity = executions.add(connection, new_execution(), database_now(connection))
        row = executions.find(connection, identity)
        assert row is not None
        documents = [
            {"name": f"web{n}", "address": f"10.0.0.{n}", "groups": [], "tags": [], "vars": {}}
            for n in range(20)
        ]
        fresh = [HostRun(Host(one["name"]), {}, {}) for one in documents]
        host_runs.freeze(connection, row, documents, fresh)
        return host_runs.claim_queued(connection, 100)

    return database.transact(act)


def at_once(database: Database, act: Callable[[Any], list[Any]], times: int = 4) -> list[list[Any]]:
    """What each of several threads gets that claim in the same moment and commit."""
    barrier = Barrier(times)

    def claim(_: int) -> list[Any]:
        barrier.wait(30)
        return database.transact(act)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(claim, range(times)))


def test_a_due_execution_is_claimed_once(database: Database, new_execution: Callable[..., Any]) -> None:
    with database.writing() as connection:
        for _ in range(10):
            executions.add(connection, new_execution(), database_now(connection))

    got = at_once(database, lambda c: [row.id for row in executions.claim_due(c, database_now(c), HOLD, 4)])
    flat = [identity for one in got for identity in one]
    assert len(flat) == len(set(flat))
    rest = database.transact(
        lambda c: [row.id for row in executions.claim_due(c, database_now(c), HOLD, 100)]
    )
    assert len(set(flat) | set(rest)) == 10


def test_what_is_listed_found_claimed_or_locked_is_small(
    database: Database, new_execution: Callable[..., Any]
) -> None:
    def rows(connection: Any) -> list[Any]:
        identity = executions.add(connection, new_execution(), database_now(connection))
        return [
            *executions.newest(connection, None, 10),
            executions.find(connection, identity),
            *executions.find_many(connection, [identity]).values(),
            *executions.claim_due(connection, database_now(connection), HOLD, 1),
            *executions.lock(connection, [identity]),
        ]

    found = database.transact(rows)

    assert len(found) == 5
    assert not any("canonical" in row._mapping for row in found)


def test_turns_of_a_procedure_are_given_one_after_the_other(
    database: Database, new_execution: Callable[..., Any]
) -> None:
    with database.writing() as connection:
        for _ in range(4):
            executions.add(connection, new_execution(procedure="p"), database_now(connection))
    with database.reading() as connection:
        ids = [row.id for row in executions.newest(connection, None, 10)]

    def take(connection: Any) -> list[int]:
        executions.lock_turns(connection, "p")
        taken = executions.numbers_with_turn(connection, "p")
        if not taken:
            (row,) = executions.lock(connection, [ids[0]])
            executions.change(connection, row, {"turn_at": database_now(connection)})
        return taken

    assert sorted(len(taken) for taken in at_once(database, take)) == [0, 1, 1, 1]


def test_who_ends_wakes_those_that_waited_but_waits_for_nobody(
    database: Database, new_execution: Callable[..., Any]
) -> None:
    with database.writing() as connection:
        now = database_now(connection)
        ended, other, waiting, held = (
            executions.add(connection, new_execution(procedure=name), now) for name in ("p", "q", "p", "p")
        )
        for one in (other, waiting, held):
            act = WaitAct.GIVE_UP_TURN
            waits.put(connection, [Wait(one, waits.WHOLE, one, act, told("waits"), now + HOLD)], now)
        claimed = executions.claim_due(connection, now, HOLD, 10)
        assert {row.id for row in claimed} == {ended, other, waiting, held}

    def due(connection: Any) -> set[UUID]:
        return {row.id for row in executions.claim_due(connection, now, HOLD, 10)}

    if database.engine.dialect.name == "postgresql":
        with database.writing() as busy:
            executions.lock(busy, [held])
            with database.writing() as connection:
                executions.wake(connection, claimed[0], now)
                assert due(connection) == {waiting}
    with database.writing() as connection:
        executions.wake(connection, claimed[0], now)
        assert {waiting, held} >= due(connection) >= {held}


def test_numbers_for_people_are_given_once_and_in_order(
    database: Database, new_execution: Callable[..., Any]
) -> None:
    at_once(database, lambda c: [executions.add(c, new_execution(), database_now(c)) for _ in range(5)])
    with database.reading() as connection:
        numbers = [row.number for row in executions.newest(connection, None, 100)]
    assert numbers == list(range(20, 0, -1))


def test_what_is_wanted_is_counted_by_selector_and_claimed_by_it(
    database: Database, host_run_ids: list[UUID]
) -> None:
    execution = new_id()
    selectors = ["site=faro", "site=faro", "", "site=porto"]
    with database.writing() as connection:
        now = database_now(connection)
        for late, (one, selector) in enumerate(zip(host_run_ids, selectors, strict=False)):
            new = NewAttempt(execution, one, 1, 1, "check", {"module": "m"}, selector)
            attempts.add(connection, [new], now + timedelta(seconds=late - 10))

    with database.writing() as connection:
        assert list(leases.wanted(connection, now).items()) == [("site=faro", 2), ("", 1), ("site=porto", 1)]
        rows = leases.claim_unassigned(connection, now, 10, ["site=porto", ""])
        assert [row.selector for row in rows] == ["", "site=porto"]
        assert leases.claim_unassigned(connection, now, 10, []) == []


def test_what_has_not_begun_is_let_go_once_and_by_its_holder_alone(
    database: Database, host_run_ids: list[UUID]
) -> None:
    execution, node, other = new_id(), new_id(), new_id()
    with database.writing() as connection:
        now = database_now(connection)
        new = [NewAttempt(execution, one, 1, 1, "check", {"module": "m"}) for one in host_run_ids[:3]]
        attempts.add(connection, new, now)
        rows = leases.claim_unassigned(connection, now, 3, [""])
        leases.lease(connection, {node: rows}, now + HOLD, now + HOLD)
        leases.accept(connection, now, [(row.id, 1) for row in rows], now + HOLD)
        begun = rows[0]
        attempts.turn(connection, [Turn(begun.id, begun.version + 1, Status.RUNNING, 1)])

    said = [(row.id, 1) for row in rows]
    with database.writing() as connection:
        assert leases.let_go(connection, other, said, now) == []
        assert leases.let_go(connection, node, [(identity, 2) for identity, _ in said], now) == []
        assert leases.let_go(connection, node, [], now) == []
        let_go = leases.let_go(connection, node, said, now)
        assert {row.id for row in let_go} == {row.id for row in rows[1:]}
        assert leases.let_go(connection, node, said, now) == []
        assert leases.wanted(connection, now) == {"": 2}
        assert leases.outstanding(connection, node) == 1
        leases.accept(connection, now, said, now + HOLD)  # an answer that was long on its way
        (given_back,) = attempts.find_many(connection, [rows[1].id]).values()
        assert (given_back.executor_node, given_back.accepted_at, given_back.lease_until) == (None,) * 3


def test_an_attempt_is_leased_once(database: Database, host_run_ids: list[UUID]) -> None:
    execution, node = new_id(), new_id()
    with database.writing() as connection:
        now = database_now(connection)
        attempts.add(
            connection,
            [NewAttempt(execution, one, 1, 1, "check", {"module": "m"}) for one in host_run_ids],
            now,
        )

    def lease(connection: Any) -> list[UUID]:
        now = database_now(connection)
        rows = leases.claim_unassigned(connection, now, 3, [""])
        leases.lease(connection, {node: rows}, now + HOLD, now + HOLD)
        return [row.id for row in rows]

    flat = [identity for one in at_once(database, lease) for identity in one]
    assert len(flat) == len(set(flat)) > 0
    with database.reading() as connection:
        assert leases.outstanding(connection, node) == len(flat)
        assert all(row.lease == 1 for row in attempts.find_many(connection, flat).values())


def test_attempts_are_claimed_by_urgency_then_age(database: Database, host_run_ids: list[UUID]) -> None:
    asked = [(2, 0), (0, 1), (5, 2), (5, 3), (2, 4), (0, -295)]
    with database.writing() as connection:
        now = database_now(connection)
        for host_run, (priority, seconds) in zip(host_run_ids, asked, strict=False):
            at = order_at(now + timedelta(seconds=seconds), priority)
            new = NewAttempt(new_id(), host_run, 1, 1, f"p{priority}_{seconds}", {}, order_at=at)
            attempts.add(connection, [new], now)
        rows = leases.claim_unassigned(connection, database_now(connection), 10, [""])
    assert [row.node for row in rows] == ["p5_2", "p5_3", "p0_-295", "p2_0", "p2_4", "p0_1"]


def test_the_order_of_attempts_and_hosts_is_read_from_an_index(tmp_path: Path) -> None:
    """On SQLite: PostgreSQL plans by what is in the tables, and here there is nothing."""
    database = Database(f"sqlite:///{tmp_path}/empty.sqlite3")
    migrate(database)
    asked: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, values: Any, *rest: Any) -> None:
        asked.append((statement, values))

    sa.event.listen(database.engine, "before_cursor_execute", hear)
    with database.writing() as connection:
        for claim in (
            lambda c: leases.claim_unassigned(c, database_now(c), 10, [""]),
            lambda c: host_runs.claim_queued(c, 10),
        ):
            claim(connection)
            statement, values = asked[-1]
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert not [row for row in plan if "B-TREE" in row[3]]
    database.close()


def test_a_message_is_claimed_once(database: Database) -> None:
    with database.writing() as connection:
        now = database_now(connection)
        outbox.put(connection, [NewLetter(Letter.NOTIFICATION, {"n": n}) for n in range(12)], now)

    got = at_once(
        database,
        lambda c: [
            row.document["n"] for row in outbox.claim(c, Letter.NOTIFICATION, database_now(c), HOLD, 4)
        ],
    )
    flat = [number for one in got for number in one]
    assert len(flat) == len(set(flat))


def test_a_due_instant_is_claimed_once(database: Database) -> None:
    def add(connection: Any) -> UUID | None:
        now = database_now(connection)
        new = NewSchedule("s", {"kind": "once"}, {}, {}, {}, {"id": "1"}, now)
        return schedules.add(connection, new, now)

    schedule = database.transact(add)
    assert schedule is not None
    assert database.transact(add) is None

    instant = database.transact(database_now)
    got = at_once(
        database,
        lambda c: [schedules.claim_instant(c, schedule, instant, FireStatus.FIRED, database_now(c))],
    )
    assert sorted(got) == [[False]] * 3 + [[True]]


def test_a_nonce_is_taken_once(database: Database) -> None:
    until = database.transact(database_now) + HOLD

    assert sorted(at_once(database, lambda c: [peers.take_nonce(c, "key", "nonce", until)])) == (
        [[False]] * 3 + [[True]]
    )


def test_a_stale_execution_is_not_overwritten(database: Database, new_execution: Callable[..., Any]) -> None:
    identity = database.transact(lambda c: executions.add(c, new_execution(), database_now(c)))
    with database.reading() as connection:
        stale = executions.find(connection, identity)
    assert stale is not None
    with database.writing() as connection:
        executions.change(connection, stale, {"status": "running"})
    with pytest.raises(Overtaken), database.writing() as connection:
        executions.change(connection, stale, {"status": "cancelled"})


def test_a_stale_attempt_is_not_overwritten(database: Database, host_run_ids: list[UUID]) -> None:
    with database.writing() as connection:
        new = [NewAttempt(new_id(), host_run_ids[0], 1, 1, "check", {})]
        attempts.add(connection, new, database_now(connection))
    with database.writing() as connection:
        (row,) = leases.claim_unassigned(connection, database_now(connection), 1, [""])
        attempts.turn(connection, [Turn(row.id, row.version, "running", 1)])
        with pytest.raises(Overtaken):
            attempts.turn(connection, [Turn(row.id, row.version, "lost", 1)])


def test_a_host_run_comes_back_as_it_was_stored(database: Database, host_run_ids: list[UUID]) -> None:
    identity = host_run_ids[0]

    def move(value: HostRun) -> HostRun:
        return HostRun(
            host=value.host,
            params=value.params,
            execution=value.execution,
            status=Status.RUNNING,
            tokens=(Token(2, "b", None), Token(1, "a", None)),
            steps={"a": Result(stdout="zażółć", facts={"x": [1, None, True]})},
            next_token=3,
        )

    def act(connection: Any) -> HostRun:
        loaded = host_runs.load_locked(connection, [identity])[identity]
        after = move(loaded.value)
        host_run_changes.save(connection, [Change(loaded, after, 3)], database_now(connection))
        return after

    stored = database.transact(act)
    with database.writing() as connection:
        again = host_runs.load_locked(connection, [identity])[identity]
    assert again.value == stored
    assert (again.version, again.last_seq) == (1, 3)


def test_a_stale_host_run_is_not_overwritten(database: Database, host_run_ids: list[UUID]) -> None:
    with database.writing() as connection:
        stale = host_runs.load_locked(connection, host_run_ids[:2])
    one, two = stale.values()
    with database.writing() as connection:
        host_run_changes.save(connection, [Change(one, one.value, 0)], database_now(connection))
    with pytest.raises(Overtaken), database.writing() as connection:
        changes = [Change(two, two.value, 0), Change(one, one.value, 0)]
        host_run_changes.save(connection, changes, database_now(connection))
    with database.writing() as connection:
        assert host_runs.load_locked(connection, [two.id])[two.id].version == 0


def test_what_was_overtaken_is_tried_again(database: Database) -> None:
    tries = []

    def act(connection: Any) -> int:
        tries.append(1)
        if len(tries) < 3:
            raise Overtaken("once more")
        return len(tries)

    assert database.transact(act) == 3


def test_the_database_s_clock_goes_forward_with_milliseconds(database: Database) -> None:
    with database.reading() as connection:
        first = database_now(connection)
        second = database_now(connection)
    assert first <= second
    assert first.utcoffset() == timedelta(0)
    assert first.microsecond % 1_000 == 0
