"""What the journal makes of a power cut: what it was told is there, and nothing begins that may have begun before."""

import json
import multiprocessing
import resource
import signal
import sqlite3
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from noc_executor_node import journal as journals
from noc_executor_node.documents import read_attempt
from noc_executor_node.journal import Journal, open_journal
from noc_executor_node.journal.claiming import Claimant, Claimed
from noc_executor_node.journal.standing import Boot
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import ProcessId, machine_boot
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import attempt as attempt_document

CHILD = ProcessId(1, 1)


def take(journal: Journal, document: dict[str, object]) -> str:
    answers = journal.attempts.accept([(read_attempt(document), json.dumps(document))], 10)
    assert [answer.status for answer in answers] == ["accepted"]
    return answers[0].id


def begin(journal: Journal, boot: str) -> Claimed | None:
    journal.standing.booted(Boot(boot, CHILD, stopping=False))
    return journal.attempts.claim(Claimant(CHILD, boot))


def state(journal: Journal, attempt: str) -> str:
    found = journal.attempts.find(attempt)
    assert found is not None
    return str(found["state"])


def test_after_a_start_of_the_machine_nothing_from_before_begins_or_is_vouched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_journal(tmp_path / "journal.sqlite3")
    begun, waiting, over = (take(before, attempt_document()) for _ in range(3))
    assert (first := begin(before, "boot-1")) is not None
    assert first.id == begun
    before.attempts.ask_to_cancel(over, None, "no longer needed")
    before.database.close()

    monkeypatch.setattr(journals, "machine_boot", lambda: "after the power cut")
    after = open_journal(tmp_path / "journal.sqlite3")
    assert [state(after, one) for one in (begun, waiting, over)] == ["abandoned", "abandoned", "finished"]
    assert begin(after, "boot-2") is None
    assert after.holdings.held() == []
    assert after.reports.waiting() == 2, "what is known is still told"

    new = take(after, attempt_document())
    assert after.holdings.begin_anew("after the power cut") == 0, "it is still the same start"
    assert (claimed := begin(after, "boot-2")) is not None
    assert claimed.id == new
    after.database.close()


def test_another_start_of_the_executors_alone_keeps_what_waits(tmp_path: Path) -> None:
    before = open_journal(tmp_path / "journal.sqlite3")
    waiting = take(before, attempt_document())
    before.database.close()
    after = open_journal(tmp_path / "journal.sqlite3")
    assert state(after, waiting) == "queued"
    after.database.close()


def test_only_what_was_handed_over_waits_for_the_disk(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "journal.sqlite3")

    def synchronous() -> int:
        return int(journal.database.reading().execute("PRAGMA synchronous").fetchone()[0])

    normal, full = 1, 2
    attempt = take(journal, attempt_document())
    assert synchronous() == full
    assert begin(journal, "boot-1") is not None
    assert synchronous() == normal
    journal.attempts.finish(attempt, 1, Outcome(AttemptOutcome.SUCCEEDED, rc=0))
    assert synchronous() == normal
    take(journal, attempt_document())
    assert synchronous() == full
    journal.database.settle()
    journal.database.close()


def take_with_a_full_disk(path: Path) -> None:
    """Exits with 0 when what doesn't fit is an error that takes nothing in, and all goes on once there is room."""
    journal = open_journal(path)
    first = take(journal, attempt_document())
    no_limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(f"{path}-wal").stat().st_size, no_limit[1]))
    refused = attempt_document()
    with pytest.raises(sqlite3.OperationalError):
        take(journal, refused)
    assert (state(journal, first), journal.attempts.find(str(refused["id"]))) == ("queued", None)
    resource.setrlimit(resource.RLIMIT_FSIZE, no_limit)
    take(journal, refused)
    assert state(journal, str(refused["id"])) == "queued"
    raise SystemExit(0)


def test_what_does_not_fit_on_the_disk_is_not_taken_in_and_the_next_is(tmp_path: Path) -> None:
    child = multiprocessing.get_context("fork").Process(
        target=take_with_a_full_disk, args=(tmp_path / "journal.sqlite3",)
    )
    child.start()
    child.join(60)
    assert child.exitcode == 0


def take_and_die(path: Path, ready: Connection) -> None:
    """Killed in the middle of its transaction, with its turn in hand."""
    journal = open_journal(path)
    with journal.database.writing() as connection:
        connection.execute("INSERT INTO standing VALUES ('half', 'done')")
        ready.send("in the middle")
        signal.pause()


def test_one_that_is_killed_in_mid_write_leaves_nothing_half_done_and_nobody_waiting(tmp_path: Path) -> None:
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(
        target=take_and_die, args=(tmp_path / "journal.sqlite3", there)
    )
    child.start()
    assert here.recv() == "in the middle"
    child.kill()
    child.join()
    journal = open_journal(tmp_path / "journal.sqlite3")
    take(journal, attempt_document())
    query = "SELECT count(*) FROM standing WHERE name = 'half'"
    assert journal.database.reading().execute(query).fetchone()[0] == 0
    journal.database.close()


def test_the_kernel_names_each_start_of_the_machine() -> None:
    assert len(machine_boot()) == 36
    assert machine_boot() == machine_boot()
