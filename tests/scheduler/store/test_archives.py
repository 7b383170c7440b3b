"""Retention: what ended long ago is put away whole, whatever happens meanwhile, and nothing else is touched."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from noc_scheduler.errors import Gone
from noc_scheduler.service import feed
from noc_scheduler.service.upkeep import archive_file, retention
from noc_scheduler.service.upkeep.retention import Retained, retain
from noc_scheduler.service.upkeep.verify import verify
from noc_scheduler.store import archives, belongings, events, queues
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.database import Database
from noc_scheduler.store.events import FeedCursor
from noc_scheduler.store.ids import DEFAULT_ACCOUNT, new_id
from noc_scheduler.store.queues import NewMessage
from noc_scheduler.store.tables import fires, metadata

LONG = timedelta(hours=1)
DAY = 86_400
#: Tables whose rows say that something was put away, who may speak, or what time it is.
STAY = {"archives", "chores", "counters", "executor_nodes", "listeners", "nonces", "peers", "outbox"}


@pytest.fixture
def settings(settings: Any) -> Any:
    """The archive needs the state folder."""
    settings.home.mkdir(exist_ok=True)
    return settings


def ended(world: Any) -> str:
    """An execution over three hosts that has come to its end."""
    if not world.nodes:
        world.node()
    world.beat()
    execution = world.start()
    world.drain()
    for host in ("web1", "web2", "web3"):
        world.finish(world.nodes["node-1"].on(host), outcome="succeeded", rc=0, stdout="x" * 9_000)
    assert world.shown(execution)["status"] == "succeeded"
    return str(execution)


def rows(world: Any, *without: str) -> dict[str, int]:
    """How many rows each table has, those with none left out; events only those of executions."""
    with world.means.database.reading() as connection:
        counts = {
            table.name: connection.execute(
                sa.select(sa.func.count())
                .select_from(table)
                .where(table.c.execution.is_not(None) if table.name == "events" else sa.true())
            ).scalar_one()
            for table in metadata.sorted_tables
            if table.name not in without
        }
    return {name: count for name, count in counts.items() if count}


def put_away(world: Any) -> Retained:
    done = retain(world.means, LONG)
    assert done is not None
    return done


def file_of(world: Any, execution: str) -> Path:
    with pytest.raises(Gone) as refused:
        world.shown(execution)
    assert refused.value.code == "execution.archived"
    return Path(world.means.settings.archive) / refused.value.extra["file"]


def test_what_ended_long_ago_is_put_away_whole(world: Any) -> None:
    execution = ended(world)
    happened = [(event.stream, event.seq, event.type) for event in world.events(execution)]
    before = rows(world, *STAY)
    world.pass_time(91 * DAY)
    done = put_away(world)

    assert (done.archived, done.problems, done.complete) == ([1], [], True)
    assert rows(world, *STAY) == {}
    lines = list(archive_file.read(file_of(world, execution), None))
    assert (lines[0]["number"], lines[0]["execution"]) == (1, execution)
    kept = lines[-1]["end"]
    assert {**before, **kept} == before
    assert set(before) - set(kept) == set()
    told = [line["row"] for line in lines if line.get("table") == "events"]
    assert [(row["stream"], row["seq"], row["type"]) for row in told] == [
        (str(stream), seq, kind) for stream, seq, kind in happened
    ]


def test_what_a_schedule_started_and_was_put_away_is_nothing_that_is_missing(world: Any) -> None:
    execution = ended(world)
    with world.means.database.writing() as connection:
        now = database_now(connection)
        columns = {"schedule": new_id(), "instant": now, "claimed_at": now, "account_id": DEFAULT_ACCOUNT}
        fired = sa.insert(fires).values(**columns, status="fired", execution=UUID(execution))
        connection.execute(fired)
    world.pass_time(91 * DAY)
    put_away(world)
    assert [found for one in verify(world.means.database, None) for found in one.findings] == []


def test_its_file_can_be_checked_by_anybody(world: Any) -> None:
    execution = ended(world)
    world.pass_time(91 * DAY)
    put_away(world)
    file = file_of(world, execution)

    checked = subprocess.run(
        ("sha256sum", "--check", "--strict", "SHA256SUMS"), cwd=file.parent, capture_output=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, b"1.jsonl.gz: OK\n")
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in file.parent.iterdir()) == ["1.jsonl.gz", "SHA256SUMS"]


def test_who_asks_for_it_hears_where_it_is(world: Any) -> None:
    execution = ended(world)
    world.pass_time(91 * DAY)
    put_away(world)

    for reference in (execution, "1"):
        with pytest.raises(Gone, match=r"execution 1 ended on .* and is archived in .*/1\.jsonl\.gz"):
            world.shown(reference)
        with pytest.raises(Gone):
            feed.read_feed(world.means, None, reference, 10)
        with pytest.raises(Gone):
            world.cancel(reference, "no")


def test_readers_of_the_feed_hear_what_comes_after_it(world: Any) -> None:
    ended(world)
    with world.means.database.reading() as connection:
        cursor = events.read_after(connection, FeedCursor(), None, 1_000)[1]
    world.pass_time(91 * DAY)
    put_away(world)
    following = ended(world)

    with world.means.database.reading() as connection:
        heard = events.read_after(connection, cursor, None, 1_000)[0]
    assert [event.type for event in heard][:2] == ["execution.archived", "execution.created"]
    assert heard[0].data["number"] == 1
    assert {str(event.execution) for event in heard[1:]} == {following}


def test_what_is_younger_or_goes_on_stays(world: Any) -> None:
    world.node()
    goes_on = world.start()
    world.drain()
    world.pass_time(50 * DAY)
    young = ended(world)
    world.pass_time(41 * DAY)

    assert put_away(world).archived == []
    assert world.shown(young)["status"] == "succeeded"
    assert world.shown(goes_on)["number"] == 1


def test_a_called_execution_goes_with_its_caller(world: Any) -> None:
    child, parent = ended(world), world.start()
    world.drain()
    host_run = world.host(parent, "web1")["id"]
    with world.means.database.writing() as connection:
        table = metadata.tables["executions"]
        connection.execute(table.update().where(table.c.number == 1).values(caller=host_run))
    world.pass_time(91 * DAY)
    assert put_away(world).archived == []

    world.cancel(parent, "over")
    assert put_away(world).archived == []
    world.pass_time(91 * DAY)
    assert sorted(put_away(world).archived) == [1, 2]
    assert file_of(world, child).is_file()


def test_a_message_that_the_broker_has_not_confirmed_keeps_its_execution(world: Any) -> None:
    execution = ended(world)
    host_run = world.host(execution, "web1")["id"]
    message = NewMessage("incidents", UUID(execution), host_run, visit=1, item=1, body="down")
    with world.means.database.writing() as connection:
        queues.put(connection, [message], database_now(connection), broker=True)
    world.pass_time(91 * DAY)
    assert put_away(world).archived == []

    with world.means.database.writing() as connection:
        (leaving,) = queues.claim_departures(connection, database_now(connection), LONG, 10)
        queues.departed(connection, [leaving.id])
    assert put_away(world).archived == [1]
    assert rows(world, *STAY) == {}


def test_long_outputs_are_cut_and_their_events_are_not(world: Any) -> None:
    execution = ended(world)
    world.pass_time(31 * DAY)

    assert put_away(world).outputs_cut == 3
    visit = world.host(execution, "web1")["path"][1]
    assert visit["stdout"] == "x" * 4_096 + retention.NOTE
    (event,) = [
        event
        for event in world.events(execution)
        if event.type == "visit.finished" and event.data["node"] == "check" and event.host == "web1"
    ]
    assert event.data["stdout"] == "x" * 9_000
    world.pass_time(DAY)
    assert put_away(world).outputs_cut == 0


def test_a_report_about_what_is_sealed_is_refused_and_stores_nothing(world: Any) -> None:
    world.presentation.has("web1")
    node = world.node()
    execution = world.start()
    world.drain()
    attempt = node.on("web1")
    world.cancel(execution, "over")
    with world.means.database.writing() as connection:
        now = world.events()[-1].at
        row = archives.old_enough(connection, now + timedelta(days=1), 1)[0]
        assert archives.seal(connection, row.id, now + timedelta(days=1), now, "2026/11/1.jsonl.gz")
    before = rows(world)
    judged = world.say(attempt, outcome="succeeded", rc=0)

    assert (judged.status, judged.code) == ("refused", "attempt.unknown")
    assert rows(world) == before


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def killed_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Let the process end right after so many more transactions; a negative number: never."""
    honest, left = Database.transact, [-1]

    def transact(self: Database, act: Callable[[Any], Any]) -> Any:
        if left[0] == 0:
            left[0] = -1
            raise Killed
        left[0] -= 1
        return honest(self, act)

    def set_(after: int) -> None:
        left[0] = after

    monkeypatch.setattr(Database, "transact", transact)
    yield set_
    left[0] = -1


@pytest.mark.proof
def test_killed_at_any_point_the_next_run_finishes_it(
    world: Any, killed_after: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 7)
    point, survived = 0, False
    while not survived:
        execution = ended(world)
        content = [(event.stream, event.seq) for event in world.events(execution)]
        world.pass_time(91 * DAY)
        killed_after(point)
        try:
            survived = retain(world.means, LONG) is not None
        except Killed:
            killed_after(-1)
            assert retain(world.means, LONG) is None or point == 0, "the other one may live yet"
            world.pass_time(601)
            put_away(world)
        killed_after(-1)
        lines = list(archive_file.read(file_of(world, execution), None))
        told = [line["row"] for line in lines if line.get("table") == "events"]
        assert [(row["stream"], row["seq"]) for row in told] == [(str(s), seq) for s, seq in content]
        assert rows(world, *STAY) == {}
        point += 1
    assert point > 10
    assert not list(Path(world.means.settings.archive).rglob("*.part"))


@pytest.mark.parametrize("spoil", ["changed", "lost"])
def test_nothing_more_is_deleted_when_the_file_is_no_good_and_the_others_go_on(
    world: Any, killed_after: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    monkeypatch.setattr(retention, "BATCH", 7)
    first = ended(world)
    world.pass_time(91 * DAY)
    killed_after(9)
    with pytest.raises(Killed):
        retain(world.means, LONG)
    file = file_of(world, first)
    left = rows(world, *STAY)
    assert file.is_file()
    assert left
    if spoil == "lost":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes() + b"!")
    second = ended(world)
    world.pass_time(91 * DAY)
    done = put_away(world)

    assert done.archived == [2]
    assert file_of(world, second).is_file()
    assert [problem.startswith("execution 1: ") for problem in done.problems] == [True]
    assert rows(world, *STAY) == left


def test_a_file_lost_before_anything_was_deleted_is_written_again(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    execution = ended(world)
    world.pass_time(91 * DAY)
    honest = archive_file.write_index

    def killed(*_: Any) -> None:
        raise Killed

    monkeypatch.setattr(archive_file, "write_index", killed)
    with pytest.raises(Killed):
        retain(world.means, LONG)
    file = file_of(world, execution)
    written = archive_file.digest_of(file)
    file.unlink()

    monkeypatch.setattr(archive_file, "write_index", honest)
    world.pass_time(601)
    assert put_away(world).archived == [1]
    assert archive_file.digest_of(file) == written


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("poison")])
def test_a_full_disk_or_an_odd_row_costs_nothing_but_time(
    world: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    execution = ended(world)
    before = rows(world, *STAY)
    world.pass_time(91 * DAY)
    honest = archive_file._write_lines

    def full(*_: Any) -> None:
        raise error

    monkeypatch.setattr(archive_file, "_write_lines", full)
    done = put_away(world)
    assert (done.archived, len(done.problems)) == ([], 1)
    assert rows(world, *STAY) == before
    assert not list(Path(world.means.settings.archive).rglob("*.part"))

    monkeypatch.setattr(archive_file, "_write_lines", honest)
    world.pass_time(3_601)
    assert put_away(world).archived == [1]
    assert file_of(world, execution).is_file()


def test_the_chore_comes_round_once_a_day_for_all_processes(world: Any) -> None:
    ended(world)
    world.pass_time(91 * DAY)

    assert retention.housekeep(world.means, LONG) > 0
    assert retention.housekeep(world.means, LONG) == 0
    ended(world)
    world.pass_time(91 * DAY)
    assert retention.housekeep(world.means, timedelta(0)) == 0
    assert retention.housekeep(world.means, LONG) > 0


def test_every_table_that_names_an_execution_is_put_away_with_it() -> None:
    covered = {table.name for table, _ in belongings.of_execution(new_id())}
    named = {
        table.name for table in metadata.sorted_tables if {"execution", "host_run"} & set(table.c.keys())
    }
    assert named - covered == {"archives", "fires", "work_items"}
    assert {"executions", "host_runs", "answers", "inbox", "idempotency_keys"} <= covered
