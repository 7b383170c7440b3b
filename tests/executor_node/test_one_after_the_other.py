"""The end of one attempt and the beginning of the next are one transaction: nothing gets lost, nothing runs twice."""

import multiprocessing
import os
import signal
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

import pytest

from noc_executor_node.acceptance import accept
from noc_executor_node.attempts import Attempt
from noc_executor_node.bench import Bench
from noc_executor_node.errors import HandLost
from noc_executor_node.executors import worker
from noc_executor_node.executors.interface import AskedToEnd
from noc_executor_node.executors.worker import Child
from noc_executor_node.instants import uptime
from noc_executor_node.journal import Journal, open_journal
from noc_executor_node.journal import attempts as journal_attempts
from noc_executor_node.journal.claiming import Claimant, Claimed
from noc_executor_node.journal.standing import Boot, Vouched
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import ProcessId, process_id
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import attempt

DONE = Outcome(AttemptOutcome.SUCCEEDED, rc=0)
LONG_AGO = ProcessId(2**22 - 1, 1)


def this_process() -> ProcessId:
    own = process_id(os.getpid())
    assert own is not None
    return own


@pytest.fixture(autouse=True)
def no_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LINGER_S", 0.0)


@pytest.fixture
def boot(journal: Journal) -> Boot:
    """Executors that are at work, with this process as their parent."""
    boot = Boot("boot-1", this_process(), stopping=False)
    journal.standing.booted(boot)
    return boot


@pytest.fixture
def claimant(boot: Boot) -> Claimant:
    return Claimant(boot.parent, boot.id)


def give(journal: Journal, count: int, **more: Any) -> list[str]:
    documents = [attempt(**more) for _ in range(count)]
    assert {answer.status for answer in accept(journal, documents, 1_000)} == {"accepted"}
    return [document["id"] for document in documents]


def states(journal: Journal, ids: list[str]) -> list[str]:
    return [str((journal.attempts.find(one) or {})["state"]) for one in ids]


def told(journal: Journal) -> list[tuple[str, str]]:
    """What the reports say, in their order, as they stand in the journal."""
    rows = journal.database.reading().execute(
        "SELECT attempt, document ->> '$.state' FROM reports ORDER BY number"
    )
    return [(row[0], row[1]) for row in rows]


def begin(journal: Journal, claimant: Claimant) -> Claimed:
    claimed = journal.attempts.claim(claimant)
    assert claimed is not None
    return claimed


def test_the_end_is_told_before_the_beginning_of_the_next(journal: Journal, claimant: Claimant) -> None:
    first, second = give(journal, 2)
    following = journal.attempts.finish_and_claim(begin(journal, claimant), DONE, claimant)
    assert following is not None and following.id == second
    assert states(journal, [first, second]) == ["finished", "running"]
    assert told(journal) == [(first, "running"), (first, "finished"), (second, "running")]


def test_an_end_that_cannot_be_written_begins_nothing(
    journal: Journal, claimant: Claimant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = give(journal, 2)
    running = begin(journal, claimant)

    def full(connection: sqlite3.Connection, claimant: Claimant, at: str) -> None:
        connection.execute("UPDATE attempts SET state = 'running' WHERE state = 'queued'")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(journal_attempts, "claim_next", full)
    with pytest.raises(sqlite3.OperationalError):
        journal.attempts.finish_and_claim(running, DONE, claimant)
    assert states(journal, ids) == ["running", "queued"]
    monkeypatch.undo()

    assert journal.attempts.finish_and_claim(running, DONE, claimant) is not None
    assert states(journal, ids) == ["finished", "running"]


@pytest.mark.parametrize("why", ["stopping", "another start", "no start", "a silent scheduler"])
def test_what_ends_is_kept_when_the_next_may_not_begin(
    journal: Journal, boot: Boot, claimant: Claimant, why: str
) -> None:
    ids = give(journal, 2)
    running = begin(journal, claimant)
    match why:
        case "stopping":
            journal.standing.booted(replace(boot, stopping=True))
        case "another start":
            journal.standing.booted(replace(boot, id="boot-2"))
        case "no start":
            with journal.database.writing() as connection:
                connection.execute("DELETE FROM standing WHERE name = 'boot'")
        case _:
            journal.standing.vouched(Vouched(boot.id, uptime() - timedelta(seconds=1)))

    assert journal.attempts.finish_and_claim(running, DONE, claimant) is None
    assert states(journal, ids) == ["finished", "queued"]
    assert journal.attempts.claim(claimant) is None


def test_one_that_waited_too_long_never_begins_and_is_told_of(journal: Journal, claimant: Claimant) -> None:
    (running,) = give(journal, 1)
    begun = begin(journal, claimant)
    (late,) = give(journal, 1, queue_timeout_ms=1)
    time.sleep(0.002)
    (patient,) = give(journal, 1)
    following = journal.attempts.finish_and_claim(begun, DONE, claimant)
    assert following is not None and following.id == patient, "others go past it"

    assert journal.attempts.finish_and_claim(following, DONE, claimant) is None
    assert states(journal, [running, late, patient]) == ["finished"] * 3
    assert (journal.attempts.find(late) or {})["outcome"] == "timed_out"
    assert (late, "running") not in told(journal)


def test_an_attempt_that_is_over_already_is_not_ended_again(journal: Journal, claimant: Claimant) -> None:
    first, second = give(journal, 2)
    begun = begin(journal, claimant)
    journal.attempts.finish(begun.id, begun.lease, DONE)
    failed = Outcome(AttemptOutcome.FAILED, rc=1)
    following = journal.attempts.finish_and_claim(begun, failed, claimant)
    assert following is not None and following.id == second
    assert (journal.attempts.find(first) or {})["outcome"] == "succeeded"
    assert told(journal).count((first, "finished")) == 1


@dataclass
class Scripted:
    """See `executors.interface.Executor`; what it does to the attempts of the given numbers."""

    at: dict[int, Any] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        self.ran.append(attempt.id)
        self.at.get(len(self.ran), lambda: None)()
        return DONE


def child(settings: Settings, journal: Journal, executor: Scripted, parent: int) -> Child:
    return Child(journal, executor, Claimant(this_process(), "boot-1"), parent, Bench(settings.home))


def raising(error: Exception) -> Any:
    def fail() -> None:
        raise error

    return fail


def test_an_executor_goes_on_after_whatever_becomes_of_one(
    settings: Settings, journal: Journal, boot: Boot
) -> None:
    ids = give(journal, 5)
    executor = Scripted({2: raising(HandLost("it is gone")), 4: raising(RuntimeError("a fault of ours"))})
    child(settings, journal, executor, os.getppid()).drain()
    assert executor.ran == ids
    assert states(journal, ids) == ["finished", "abandoned", "finished", "finished", "finished"]
    assert [(journal.attempts.find(one) or {})["outcome"] for one in ids] == [
        *("succeeded", None, "succeeded", "failed", "succeeded")
    ]


def test_an_executor_whose_parent_died_keeps_what_it_did_and_begins_nothing(
    settings: Settings, journal: Journal, boot: Boot
) -> None:
    ids = give(journal, 2)
    working = child(settings, journal, Scripted(), parent=LONG_AGO.pid)
    working.drain()
    assert states(journal, ids) == ["queued", "queued"]
    begun = begin(journal, working.claimant)
    assert working._carry_out(begun) is None
    assert states(journal, ids) == ["finished", "queued"]


def test_what_it_did_is_kept_too_where_what_holds_ansible_is_gone_with_the_parent(
    settings: Settings, journal: Journal, boot: Boot
) -> None:
    ids = give(journal, 2)
    working = replace(child(settings, journal, Scripted(), parent=LONG_AGO.pid), beside=(LONG_AGO,))
    assert working._carry_out(begin(journal, working.claimant)) is None
    assert states(journal, ids) == ["finished", "queued"]


def killed_at(settings: Settings, where: str, ready: Connection) -> None:
    """An executor child that is killed: in the transaction between its first two attempts, or right behind it."""
    journal = open_journal(settings.journal_file)
    whole = journal_attempts.claim_next
    executor = Scripted()

    def claim_next(connection: sqlite3.Connection, claimant: Claimant, at: str) -> Claimed | None:
        claimed = whole(connection, claimant, at)
        if executor.ran and where == "inside":
            ready.send(executor.ran)
            signal.pause()
        return claimed

    def stand_still() -> None:
        ready.send(executor.ran[:-1])  # the second has only just begun
        signal.pause()

    journal_attempts.claim_next = claim_next
    if where == "behind":
        executor.at = {2: stand_still}
    child(settings, journal, executor, os.getppid()).drain()


@pytest.mark.parametrize("where", ["inside", "behind"])
def test_killed_between_one_attempt_and_the_next_nothing_is_lost_and_nothing_runs_twice(
    settings: Settings, journal: Journal, boot: Boot, where: str
) -> None:
    ids = give(journal, 3)
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=killed_at, args=(settings, where, there))
    process.start()
    assert here.recv() == ids[:1]
    process.kill()
    process.join()

    held = {item.id: item.state for item in journal.holdings.held()}  # tells that the killed one is gone
    executor = Scripted()
    child(settings, journal, executor, os.getppid()).drain()
    if where == "inside":  # neither: what came of the first is not known, and the second had not begun
        assert set(held) == set(ids[1:])
        assert states(journal, ids) == ["abandoned", "finished", "finished"]
        assert executor.ran == ids[1:]
    else:  # both: the first is told of, and the second began and is not known about
        assert set(held) == set(ids[2:])
        assert states(journal, ids) == ["finished", "abandoned", "finished"]
        assert executor.ran == ids[2:]
    assert max(Counter(told(journal)).values()) == 1
    assert [one for one, state in told(journal) if state == "finished"] == [
        one for one, state in zip(ids, states(journal, ids), strict=True) if state == "finished"
    ]


def work(settings: Settings, parent: int) -> None:
    journal = open_journal(settings.journal_file)
    child(settings, journal, Scripted(), parent).drain()


def test_executors_that_work_at_once_begin_each_attempt_once(
    settings: Settings, journal: Journal, boot: Boot
) -> None:
    ids = give(journal, 150)
    forked = multiprocessing.get_context("fork")
    children = [forked.Process(target=work, args=(settings, os.getpid())) for _ in range(4)]
    for one in children:
        one.start()
    for one in children:
        one.join()
        assert one.exitcode == 0
    assert states(journal, ids) == ["finished"] * len(ids)
    assert Counter(told(journal)) == Counter((one, state) for one in ids for state in ("running", "finished"))
