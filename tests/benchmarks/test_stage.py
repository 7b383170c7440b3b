"""What the bench of the screens stands on does what it says: the flowchart is sound, the script is followed."""

import threading
import time
from pathlib import Path

import pytest

from benchmarks.scripted_executors import LINES, TALKATIVE, play
from benchmarks.stage import flowchart
from noc_executor_node.acceptance import accept
from noc_executor_node.journal import open_journal
from noc_executor_node.settings import Settings, make_home
from noc_executor_node.vocabulary import AttemptState
from noc_scheduler.flowchart.check import check
from tests.executor_node.attempt_documents import attempt

PATIENCE_S = 30


@pytest.mark.parametrize("nodes", [40, 300])
def test_the_flowcharts_are_as_large_as_they_say_and_sound(nodes: int) -> None:
    found = check(flowchart("large", nodes))
    assert found.sound
    assert found.canonical is not None
    assert len(found.canonical["spec"]["nodes"]) == nodes


def test_the_first_attempts_end_as_they_come_and_the_others_wait_for_their_time(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "node", profiles=tmp_path / "profiles.yml", slots=10)
    make_home(settings)
    journal = open_journal(settings.journal_file)
    accept(journal, [attempt(node=TALKATIVE) for _ in range(6)], queue_limit=10)
    stopping = threading.Event()
    playing = threading.Thread(target=play, args=(settings, 0.0, 4, stopping))
    playing.start()
    until = time.monotonic() + PATIENCE_S
    while journal.reports.waiting() < 10 and time.monotonic() < until:
        time.sleep(0.02)
    stopping.set()
    playing.join()

    told = journal.reports.to_send(100, 10**6)
    states = [report.document["state"] for report in told]
    assert (states.count(AttemptState.RUNNING), states.count(AttemptState.FINISHED)) == (2, 4)
    written = [report.document["stdout"] for report in told if "stdout" in report.document]
    assert [len(text.splitlines()) for text in written] == [LINES] * 4
    journal.database.close()
