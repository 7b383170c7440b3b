"""The journal as `noc-executor-node journal` prints it: read while the node works, and never written to."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from noc_executor_node.cli import main
from noc_executor_node.documents import read_attempt
from noc_executor_node.journal import Journal
from noc_executor_node.journal.claiming import Claimant, Claimed
from noc_executor_node.journal.standing import Boot
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import ProcessId
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import attempt

SOMEBODY = ProcessId(1, 1)


def take(journal: Journal, **more: Any) -> dict[str, Any]:
    document = attempt(**more)
    (answer,) = journal.attempts.accept([(read_attempt(document), json.dumps(document))], 100)
    assert answer.status == "accepted"
    return document


def begin(journal: Journal, boot: str = "boot-1") -> Claimed | None:
    journal.standing.booted(Boot(boot, SOMEBODY, stopping=False))
    return journal.attempts.claim(Claimant(SOMEBODY, boot))


def run(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["journal", *arguments], env={"NOC_EXECUTOR_NODE_HOME": str(settings.home)}
    )


def printed(settings: Settings) -> dict[str, dict[str, Any]]:
    result = run(settings, "--json")
    assert result.exit_code == 0, result.output
    return {one["attempt"]: one for one in map(json.loads, result.output.splitlines())}


def test_it_tells_how_often_each_attempt_was_begun_and_what_is_still_to_be_said(
    settings: Settings, journal: Journal
) -> None:
    done, running = take(journal), take(journal)
    for _ in range(2):
        assert begin(journal) is not None
    journal.attempts.finish(done["id"], 1, Outcome(AttemptOutcome.SUCCEEDED))
    for report in journal.reports.to_send(10, 1_000_000):
        if report.attempt == done["id"]:
            journal.reports.acknowledge([(report, "applied")])
    waiting, withdrawn = take(journal), take(journal)
    journal.attempts.ask_to_cancel(withdrawn["id"], 1, "enough")

    told = printed(settings)
    short = {name: (one["state"], one["executed"], one["to_send"]) for name, one in told.items()}
    assert short == {
        done["id"]: ("finished", 1, 0),
        running["id"]: ("running", 1, 1),
        waiting["id"]: ("queued", 0, 0),
        withdrawn["id"]: ("finished", 0, 1),
    }
    assert told[done["id"]]["boot"] == "boot-1"
    assert told[done["id"]]["outcome"] == "succeeded"


def test_an_attempt_that_came_back_before_it_was_begun_counts_once(
    settings: Settings, journal: Journal
) -> None:
    document = take(journal)
    journal.attempts.ask_to_cancel(document["id"], 1, "enough")
    take(journal, id=document["id"], lease=2)
    begin(journal)

    (told,) = printed(settings).values()
    assert (told["lease"], told["executed"]) == (2, 1)


def test_one_that_was_run_twice_is_told_so(settings: Settings, journal: Journal) -> None:
    document = take(journal)
    begin(journal)
    with journal.database.writing() as connection:
        connection.execute("UPDATE attempts SET state = 'queued'")
    begin(journal, "boot-2")

    assert printed(settings)[document["id"]]["executed"] == 2


def test_reading_it_changes_nothing(settings: Settings, journal: Journal) -> None:
    take(journal)
    journal.database.changes()
    before = journal.database.changes()
    assert "queued" in run(settings).output
    assert journal.database.changes() == before


@pytest.mark.parametrize("text", [None, "this is no journal, and it is long enough to be told from one" * 40])
def test_what_is_no_journal_is_said_in_one_line(settings: Settings, text: str | None) -> None:
    if text is not None:
        settings.journal_file.write_text(text)
    result = run(settings, "--json")
    assert result.exit_code == 78
    assert result.output.startswith("noc-executor-node: ")
    assert result.output.count("\n") == 1
