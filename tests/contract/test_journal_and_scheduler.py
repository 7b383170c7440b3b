"""What an executor node prints of its journal, read by the scheduler's verify."""

import json
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from noc_executor_node.documents import read_attempt
from noc_executor_node.journal import open_journal
from noc_executor_node.journal.claiming import Claimant
from noc_executor_node.journal.extract import extract
from noc_executor_node.journal.standing import Boot
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import ProcessId
from noc_executor_node.vocabulary import AttemptOutcome, AttemptState
from noc_scheduler.service.upkeep.verifying import journals
from noc_scheduler.service.upkeep.verifying.journals import Kept, read_kept
from tests.executor_node.attempt_documents import attempt


def test_the_scheduler_reads_what_an_executor_node_prints(tmp_path: Path) -> None:
    path, document = tmp_path / "journal.sqlite3", attempt()
    journal = open_journal(path)
    journal.attempts.accept([(read_attempt(document), json.dumps(document))], 10)
    journal.standing.booted(Boot("boot-1", ProcessId(1, 1), stopping=False))
    journal.attempts.claim(Claimant(ProcessId(1, 1), "boot-1"))
    journal.attempts.finish(document["id"], 1, Outcome(AttemptOutcome.SUCCEEDED))
    (line,) = [json.dumps(asdict(kept)) for kept in extract(path)]
    journal.database.close()

    read = read_kept(json.loads(line), "node-1")
    assert read == Kept(UUID(document["id"]), 1, "finished", executed=1, to_send=2, journal="node-1")


def test_both_mean_the_same_by_over() -> None:
    assert journals.OVER == AttemptState.FINISHED
