"""Verifying: books that are in order are found so, and whatever is done to them is found under its name."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from noc_scheduler.errors import NotFound
from noc_scheduler.flowchart.audit.finding import Finding, Invariant
from noc_scheduler.flowchart.sentences import told
from noc_scheduler.service.listening import listen
from noc_scheduler.service.upkeep.verify import Looked, verify
from noc_scheduler.store import tables as t
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from tests.scheduler.conftest import World
from tests.scheduler.store.everything import carry_on, finished, under_way

LATE = timedelta(hours=1)
FOR_EVER = timedelta(days=10_000)


def looked(world: World, execution: str | None = None) -> list[Looked]:
    return list(verify(world.means.database, execution))


def findings(world: World, execution: str | None = None) -> list[Finding]:
    return [finding for one in looked(world, execution) for finding in one.findings]


def lost_and_late(world: World) -> str:
    """`restart` of web1 was lost, a person has decided, and then its report came; web2's check is on its way."""
    world.presentation.has("web1", "web2")
    for _ in range(11):
        listen(world.means)
        world.pass_time(4)
    listen(world.means)
    fake = world.node()
    execution = world.start()
    world.drain()
    world.finish(fake.on("web1"), outcome="failed", rc=3)
    restart = fake.on("web1", "restart")
    world.say(restart)
    for _ in range(8):
        world.pass_time(4)
        listen(world.means)
        world.beat(journal=[fake.on("web2")])
    world.reap()
    (visit,) = [one for one in world.host(execution, "web1")["path"] if one["node"] == "restart"]
    world.decide(execution, visit["id"], "failed", "looked at it")
    assert world.say(restart, outcome="succeeded", rc=0).status == "late"
    return execution


def cancelled(world: World) -> str:
    """Cancelled with everything under way; an executor node confirms one attempt afterwards."""
    execution = under_way(world)
    world.cancel(execution, "enough")
    world.say(world.nodes["node-1"].on("web1", "work"), outcome="cancelled")
    world.drain()
    return execution


def scheduled(world: World) -> str:
    """Stored, with presentation down."""
    world.presentation.down = True
    execution = world.start()
    world.drain()
    return execution


@pytest.mark.parametrize("story", [under_way, finished, lost_and_late, cancelled, scheduled])
def test_books_in_order_are_found_in_order(world: World, story: Callable[[World], str]) -> None:
    execution = story(world)
    assert findings(world) == []
    assert findings(world, execution) == []


def test_it_says_how_much_it_has_seen(world: World) -> None:
    execution = finished(world)
    seen = looked(world, execution)
    assert sum(one.executions for one in seen) == 3
    assert sum(one.host_runs for one in seen) == 4
    host_events = [event for event in world.events() if event.execution is not None]
    assert sum(one.events for one in seen) == len(host_events)


def test_an_execution_that_is_not_there_is_said_to_be_so(world: World) -> None:
    with pytest.raises(NotFound):
        verify(world.means.database, "77")


def test_letters_that_wait_are_pending_and_no_finding(world: World) -> None:
    execution = under_way(world)
    world.nodes["node-1"].mood = "unreachable"
    world.presentation.down = True
    world.cancel(execution, "enough")
    seen = looked(world)
    assert [finding for one in seen for finding in one.findings] == []
    assert sum(one.pending for one in seen) >= 5
    world.tampered = True


@dataclass
class Books:
    """The rows of one execution in the hands of somebody who should not have them."""

    connection: sa.Connection
    execution: UUID

    def host(self, name: str = "web1") -> UUID:
        query = sa.select(t.host_runs.c.id).where(
            t.host_runs.c.execution == self.execution, t.host_runs.c.name == name
        )
        return UUID(str(self.connection.execute(query).scalar_one()))

    def visit(self, node: str, host: str = "web1") -> int:
        here = t.visits.c.host_run == self.host(host), t.visits.c.node == node
        return int(
            self.connection.execute(sa.select(sa.func.min(t.visits.c.number)).where(*here)).scalar_one()
        )

    def at(self, table: sa.Table, node: str | None = None, host: str = "web1") -> tuple[Any, ...]:
        owner = table.c.subject if table is t.waits else table.c.host_run
        visit = table.c.number if table is t.visits else table.c.visit
        return (owner == self.host(host), *([] if node is None else [visit == self.visit(node, host)]))

    def update(self, table: sa.Table, *where: Any, **values: Any) -> None:
        changed = self.connection.execute(sa.update(table).where(*where).values(**values))
        assert changed.rowcount > 0, "nothing to tamper with"

    def delete(self, table: sa.Table, *where: Any) -> None:
        assert self.connection.execute(sa.delete(table).where(*where)).rowcount > 0, "nothing to tamper with"

    def told(self, type: str, host: str = "web1", **data: Any) -> sa.Row[Any]:
        """The first event of this type whose data have these values."""
        query = sa.select(t.events).where(t.events.c.stream == self.host(host), t.events.c.type == type)
        rows = self.connection.execute(query.order_by(t.events.c.seq))
        return next(row for row in rows if all(row.data.get(name) == value for name, value in data.items()))

    def retell(self, row: sa.Row[Any], data: dict[str, Any] | None = None, **values: Any) -> None:
        changed = {**values, **({} if data is None else {"data": {**row.data, **data}})}
        self.update(t.events, t.events.c.stream == row.stream, t.events.c.seq == row.seq, **changed)

    def append(self, row: sa.Row[Any], **data: Any) -> None:
        """Tell an event once more, as the last one of its stream."""
        here = t.host_runs.c.id == row.stream
        last = self.connection.execute(sa.select(t.host_runs.c.last_seq).where(here)).scalar_one()
        columns = {
            name: row._mapping[name] for name in ("stream", "execution", "host_run", "type", "at", "actor")
        }
        self.connection.execute(
            sa.insert(t.events).values(
                **columns, cause=row.cause, id=new_id(), seq=last + 1, data={**row.data, **data}
            )
        )
        self.update(t.host_runs, here, last_seq=last + 1)

    def attempt(self, node: str, host: str = "web1") -> sa.Row[Any]:
        query = sa.select(t.attempts).where(*self.at(t.attempts, node, host)).order_by(t.attempts.c.number)
        return self.connection.execute(query).first()

    def add_attempt(self, node: str, **values: Any) -> None:
        row = self.attempt(node)
        new = {**row._mapping, "id": new_id(), "number": row.number + 1, **values}
        self.connection.execute(sa.insert(t.attempts).values(new))

    def now(self) -> Any:
        return database_now(self.connection)


def open_visits_gone(books: Books) -> None:
    row = books.connection.execute(sa.select(t.host_runs).where(t.host_runs.c.id == books.host())).one()
    books.update(t.host_runs, t.host_runs.c.id == row.id, state={**row.state, "open_visits": {}})


def other_flowchart(books: Books) -> None:
    here = t.executions.c.id == books.execution
    canonical = books.connection.execute(sa.select(t.executions.c.canonical).where(here)).scalar_one()
    books.update(
        t.executions, here, canonical={**canonical, "metadata": {"name": "other"}, "spec": {"nodes": {}}}
    )


def wait_of_nobody(books: Books) -> None:
    row = books.connection.execute(sa.select(t.waits).where(*books.at(t.waits, "sleep"))).one()
    books.connection.execute(sa.insert(t.waits).values({**row._mapping, "visit": books.visit("begin")}))


def withdrawal_of_wanted_work(books: Books) -> None:
    attempt = books.attempt("work")
    document = {"id": str(attempt.id), "lease": attempt.lease, "reason": "?"}
    columns = {
        "id": new_id(),
        "account_id": DEFAULT_ACCOUNT,
        "created_at": books.now(),
        "next_try_at": books.now(),
    }
    letter = {**columns, "kind": "withdrawal", "receiver": attempt.executor_node, "document": document}
    books.connection.execute(sa.insert(t.outbox).values(letter))


def fire_without_execution(books: Books) -> None:
    columns = {
        "schedule": new_id(),
        "instant": books.now(),
        "claimed_at": books.now(),
        "account_id": DEFAULT_ACCOUNT,
    }
    books.connection.execute(sa.insert(t.fires).values(**columns, status="fired", execution=new_id()))


def late_report_moves(books: Books) -> None:
    """The person's decision is blamed on the report of an attempt that was lost before."""
    late = books.told("attempt.reported_late")
    decided = books.told("visit.finished", node="restart")
    books.retell(decided, cause={"kind": "report", "attempt": late.data["attempt"], "seq": 2})


def child_over(books: Books) -> None:
    books.update(t.executions, t.executions.c.caller == books.host(), status="succeeded")


def visit_finished_twice(books: Books) -> None:
    row = books.told("visit.finished", node="work")
    arrow = books.told("arrow.taken", **{"from": "work"})
    books.retell(arrow, row.data, type="visit.finished")


def decided_without_reason(books: Books) -> None:
    row = books.told("visit.decided")
    books.update(
        t.events,
        t.events.c.stream == row.stream,
        t.events.c.seq == row.seq,
        data={name: value for name, value in row.data.items() if name != "reason"},
    )


Tamper = Callable[[Books], None]
TAMPERED: dict[str, tuple[Callable[[World], str], Tamper, str, str]] = {
    "an event is missing": (
        under_way,
        lambda b: b.delete(t.events, t.events.c.stream == b.host(), t.events.c.seq == 3),
        "I3",
        "comes after event 2",
    ),
    "the last event is missing": (
        finished,
        lambda b: b.delete(t.events, t.events.c.stream == b.host(), t.events.c.type == "host_run.finished"),
        "I3",
        "were numbered",
    ),
    "an event nobody knows": (
        under_way,
        lambda b: b.retell(b.told("visit.waiting", node="sleep"), type="visit.dreamt"),
        "event.unknown",
        "'visit.dreamt'",
    ),
    "an event by nobody": (
        under_way,
        lambda b: b.retell(b.told("visit.started", node="work"), actor=None),
        "I13",
        "who did it",
    ),
    "an event without a cause": (
        under_way,
        lambda b: b.retell(b.told("visit.started", node="work"), cause=None),
        "I13",
        "what led to it",
    ),
    "a decision without a reason": (lost_and_late, decided_without_reason, "I13", "without a reason"),
    "a token at another node": (
        under_way,
        lambda b: b.update(t.tokens, *b.at(t.tokens, "sleep"), node="work"),
        "I3",
        "is sleep by the events, and work by the table",
    ),
    "a token that is gone": (
        under_way,
        lambda b: b.delete(t.tokens, *b.at(t.tokens, "ask")),
        "I3",
        "not there",
    ),
    "a token begun twice": (
        under_way,
        lambda b: b.append(b.told("branch.started", branch=2)),
        "I4",
        "begun a second time",
    ),
    "a token never absorbed": (
        finished,
        lambda b: b.retell(b.told("token.absorbed"), type="token.arrived"),
        "I4",
        "the walk ends with tokens in it",
    ),
    "a token that leaves twice": (
        finished,
        lambda b: b.append(b.told("token.ended")),
        "I4",
        "which is not there",
    ),
    "a visit decided twice": (finished, visit_finished_twice, "I2", "which had ended succeeded"),
    "a visit begun twice": (
        under_way,
        lambda b: b.append(b.told("visit.started", node="sleep")),
        "I2",
        "begins a second time",
    ),
    "a visit decided by its row alone": (
        under_way,
        lambda b: b.update(t.visits, *b.at(t.visits, "sleep"), status="succeeded", outcome="succeeded"),
        "I2",
        "open by the events, and succeeded by its row",
    ),
    "a visit's row is gone": (
        under_way,
        lambda b: b.delete(t.visits, *b.at(t.visits, "sleep")),
        "I3",
        "not there",
    ),
    "a visit with another outcome": (
        finished,
        lambda b: b.update(t.visits, *b.at(t.visits, "work"), outcome="changed"),
        "I3",
        "changed by the table",
    ),
    "a step with another outcome": (
        finished,
        lambda b: b.update(
            t.steps, t.steps.c.host_run == b.host(), t.steps.c.node == "work", value={"outcome": "failed"}
        ),
        "I3",
        "step work is succeeded by the events",
    ),
    "an arrow's row is gone": (
        finished,
        lambda b: b.delete(t.arrows, t.arrows.c.host_run == b.host(), t.arrows.c.source == "work"),
        "I3",
        "not there by the table",
    ),
    "an arrow nobody has drawn": (
        finished,
        lambda b: b.retell(b.told("arrow.taken", **{"from": "work"}), {"to": "together"}),
        "I5",
        "is not drawn",
    ),
    "an outcome the node can't have": (
        finished,
        lambda b: b.retell(b.told("visit.finished", node="work"), {"outcome": "opened"}),
        "I5",
        "'work' can't end opened",
    ),
    "another flowchart": (under_way, other_flowchart, "I5", "not the one that was pinned"),
    "something after the end": (
        finished,
        lambda b: b.append(b.told("visit.waiting", node="sleep")),
        "I2",
        "after the walk was over",
    ),
    "a host that is over in its row alone": (
        under_way,
        lambda b: b.update(t.host_runs, t.host_runs.c.id == b.host(), status="succeeded"),
        "I3",
        "the events say running, the table succeeded",
    ),
    "a host with nothing open": (under_way, open_visits_gone, "I1", "stuck: no visit of it is open"),
    "a state that nobody can read": (
        under_way,
        lambda b: b.update(t.host_runs, t.host_runs.c.id == b.host(), state={"spoilt": True}),
        "I3",
        "its rows can't be read: KeyError",
    ),
    "a wait is gone": (under_way, lambda b: b.delete(t.waits, *b.at(t.waits, "sleep")), "I1", "is stuck"),
    "a wait without words": (
        under_way,
        lambda b: b.update(t.waits, *b.at(t.waits, "signal"), reason=told(" ")),
        "I1",
        "waits without a reason",
    ),
    "a wait that ends in the wrong way": (
        under_way,
        lambda b: b.update(t.waits, *b.at(t.waits, "sleep"), act="open_gate"),
        "I1",
        "would not end that",
    ),
    "a wait that is over too early": (
        under_way,
        lambda b: b.update(t.waits, *b.at(t.waits, "ask"), deadline=b.now()),
        "I1",
        "before its time",
    ),
    "a wait that nobody ended": (
        under_way,
        lambda b: b.update(t.waits, *b.at(t.waits, "call"), deadline=b.now() - LATE),
        "I1",
        "is overdue since 36",
    ),
    "a wait of a visit that is over": (under_way, wait_of_nobody, "I1", "waits for it still"),
    "a question closed too early": (
        under_way,
        lambda b: b.update(t.questions, *b.at(t.questions, "ask"), closed_at=b.now()),
        "I1",
        "no question is open",
    ),
    "a question left open": (
        finished,
        lambda b: b.update(t.questions, *b.at(t.questions, "ask"), closed_at=None),
        "I2",
        "is open, and the visit is not",
    ),
    "an arrival that is gone": (
        under_way,
        lambda b: b.delete(t.crossings, *b.at(t.crossings, "meet")),
        "I1",
        "no place is kept",
    ),
    "a gate that was opened for nobody": (
        under_way,
        lambda b: b.update(
            t.crossing_points,
            t.crossing_points.c.execution == b.execution,
            t.crossing_points.c.node == "meet",
            opened=True,
        ),
        "I1",
        "which was decided",
    ),
    "a sub-procedure that walks no more": (under_way, child_over, "I1", "none walks for it"),
    "a second attempt that may report": (
        under_way,
        lambda b: b.add_attempt("work", status="queued", lease=0, started_at=None),
        "I7",
        "may both report",
    ),
    "an attempt for a visit that is over": (
        finished,
        lambda b: b.update(t.attempts, *b.at(t.attempts, "work"), status="running"),
        "I7",
        "which is over",
    ),
    "a lease nobody has told of": (
        under_way,
        lambda b: b.update(t.attempts, *b.at(t.attempts, "work"), lease=5),
        "I7",
        "has lease 5, and the events tell of 1",
    ),
    "two leases told at once": (
        under_way,
        lambda b: b.append(b.told("attempt.dispatched", node="work"), number=2, attempt=str(new_id())),
        "I7",
        "attempts 1 and 2",
    ),
    "an attempt that nobody waits for any more": (
        under_way,
        lambda b: b.update(t.attempts, *b.at(t.attempts, "work"), status="cancelled"),
        "I1",
        "no attempt may report",
    ),
    "a lease that never ends": (
        under_way,
        lambda b: b.update(t.attempts, *b.at(t.attempts, "work"), lease_until=None),
        "I1",
        "never ends",
    ),
    "a lease that nobody has reaped": (
        under_way,
        lambda b: b.update(t.attempts, *b.at(t.attempts, "work"), lease_until=b.now() - LATE),
        "I1",
        "is over since 36",
    ),
    "an attempt begun twice": (
        under_way,
        lambda b: b.append(b.told("attempt.started", node="work")),
        "I6",
        "begins twice",
    ),
    "a step that runs once and ran twice": (
        under_way,
        lambda b: b.add_attempt("work", status="failed", started_at=b.now()),
        "I6",
        "2 attempts that began",
    ),
    "a report of which nothing came": (
        under_way,
        lambda b: b.update(t.attempts, *b.at(t.attempts, "work"), status="succeeded"),
        "I8",
        "nothing came of its report",
    ),
    "a late report that moves": (lost_and_late, late_report_moves, "I8", "that was lost by then"),
    "a loss that is not told": (
        lost_and_late,
        lambda b: b.update(t.attempts, *b.at(t.attempts, "restart"), status="succeeded"),
        "I3",
        "and lost by the events",
    ),
    "an execution over too early": (
        under_way,
        lambda b: b.update(t.executions, t.executions.c.id == b.execution, status="succeeded"),
        "I2",
        "2 hosts are on their way",
    ),
    "an execution that never ends": (
        finished,
        lambda b: b.update(t.executions, t.executions.c.id == b.execution, status="running"),
        "I1",
        "every host of it is over",
    ),
    "an execution better than its hosts": (
        finished,
        lambda b: b.update(t.host_runs, t.host_runs.c.id == b.host(), status="failed"),
        "I2",
        "the worst of its hosts failed",
    ),
    "an execution without its events": (
        finished,
        lambda b: b.delete(t.events, t.events.c.stream == b.execution, t.events.c.seq == 2),
        "I3",
        "comes after event 1",
    ),
    "an execution that waits for nothing": (
        scheduled,
        lambda b: b.delete(t.waits, t.waits.c.subject == b.execution),
        "I1",
        "no wait says until when",
    ),
    "a letter against wanted work": (under_way, withdrawal_of_wanted_work, "I1", "which a walk waits for"),
    "an attempt of no host": (
        under_way,
        lambda b: b.add_attempt("work", host_run=new_id(), status="cancelled"),
        "I3",
        "a host run that is not there",
    ),
    "a visit of no host": (
        under_way,
        lambda b: b.update(t.visits, *b.at(t.visits, "sleep"), host_run=new_id()),
        "I3",
        "1 rows of visits belong to no host of it",
    ),
    "a fire without its execution": (under_way, fire_without_execution, "I1", "no execution came of it"),
}


class Undone(Exception):
    """Takes back what was done to the books."""


class TamperedBooks(Database):
    """A database as one transaction sees it that is never committed."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        yield self._connection

    snapshot = reading


def found_after(world: World, execution: str, tamper: Tamper) -> list[Finding]:
    """What is found when the books are tampered with; afterwards they are as before."""
    found: list[Finding] = []
    with suppress(Undone), world.means.database.writing() as connection:
        tamper(Books(connection, UUID(execution)))
        found += [finding for one in verify(TamperedBooks(connection), None) for finding in one.findings]
        raise Undone
    return found


@pytest.mark.parametrize("story", [under_way, finished, lost_and_late, scheduled])
def test_it_finds_whatever_is_done_to_the_books(world: World, story: Callable[[World], str]) -> None:
    execution = story(world)
    missed = {}
    for what, (of, tamper, invariant, words) in TAMPERED.items():
        if of is story:
            found = found_after(world, execution, tamper)
            if not any(each.invariant == invariant and words in each.message for each in found):
                missed[what] = [str(each) for each in found]
    assert missed == {}
    assert findings(world) == []


def test_every_promise_is_tampered_with() -> None:
    assert {invariant for _, _, invariant, _ in TAMPERED.values()} == set(Invariant)


def test_an_execution_can_be_verified_while_it_walks(world: World) -> None:
    execution = under_way(world)
    looks = verify(world.means.database, execution)
    first = next(looks)
    carry_on(world, execution)
    assert [finding for one in (first, *looks) for finding in one.findings] == []
    assert findings(world) == []


def test_nothing_is_found_while_others_write(world: World) -> None:
    execution = under_way(world)
    found: list[Finding] = []
    with ThreadPoolExecutor(1) as pool:
        walking = pool.submit(carry_on, world, execution)
        looks = 0
        while not walking.done() or not looks:
            found += [each for one in verify(world.means.database, None, FOR_EVER) for each in one.findings]
            looks += 1
        walking.result()
    assert found == []
    assert world.shown(execution)["status"] == "succeeded"
