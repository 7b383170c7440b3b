"""What an attempt starts on this machine ends when it multiplies or fills the disk, and nothing of it is left."""

import os
import sys
import time
from pathlib import Path

import pytest

from noc_executor_node.executors.results import outcome_of
from noc_executor_node.executors.supervised import Ending, Limits, run_supervised
from noc_executor_node.processes import descendants
from noc_executor_node.vocabulary import AttemptOutcome

SMALL = Limits(timeout_s=60, grace_s=0.5, memory_limit=2**30, processes_limit=25, disk_limit=4 * 2**20)
#: Doubles itself, in sessions of their own, up to a number at which this machine is not harmed.
MULTIPLY = """
import os, time
for _ in range(7):
    if os.fork() == 0:
        os.setsid()
time.sleep(60)
"""
#: Many files, each of them small.
FILL = """
import time
for number in range(64):
    with open(f"part{number}", "wb") as part:
        part.write(b"x" * 2**18)
time.sleep(60)
"""
#: One file beyond the limit, in a folder that nobody counts.
ONE_FILE = """
import sys
with open(sys.argv[1], "wb") as big:
    for _ in range(64):
        big.write(b"x" * 2**18)
        big.flush()
"""


def ended(folder: Path, program: str, *arguments: str) -> Ending:
    folder.mkdir()
    command = [sys.executable, "-c", program, *arguments]
    return run_supervised(command, folder, {"PATH": os.defpath}, SMALL, lambda: None)


@pytest.mark.parametrize(
    ("program", "kind", "reason"),
    [(MULTIPLY, "too_many_processes", "limits.pids"), (FILL, "too_much_disk", "limits.disk")],
    ids=["multiplies", "fills"],
)
def test_who_multiplies_or_fills_the_disk_is_ended_and_it_is_said(
    tmp_path: Path, program: str, kind: str, reason: str
) -> None:
    before = set(descendants(os.getpid()))

    ending = ended(tmp_path / "attempt", program)

    assert (ending.kind, ending.survivors) == (kind, ())
    outcome = outcome_of(None, ending, "")
    assert (outcome.outcome, outcome.message.partition(":")[0]) == (AttemptOutcome.FAILED, reason)
    gone = time.monotonic() + 60
    while set(descendants(os.getpid())) - before:
        assert time.monotonic() < gone, "something is left"
        time.sleep(0.05)


def test_no_process_gets_more_memory_than_the_limit(tmp_path: Path) -> None:
    too_much, enough = (f"print(len(bytearray({size})))" for size in (SMALL.memory_limit, 2**20))

    assert ended(tmp_path / "hungry", too_much).rc != 0
    assert ended(tmp_path / "modest", enough).rc == 0


def test_no_single_file_grows_beyond_the_limit_wherever_it_is(tmp_path: Path) -> None:
    big = tmp_path / "elsewhere"

    ending = ended(tmp_path / "attempt", ONE_FILE, str(big))

    assert ending.kind == "exited" and ending.rc != 0
    assert big.stat().st_size <= SMALL.disk_limit


def test_what_stays_within_its_limits_is_left_alone(tmp_path: Path) -> None:
    ending = ended(tmp_path / "attempt", "import time; open('a', 'w').write('x'); time.sleep(1.2)")

    assert (ending.kind, ending.rc) == ("exited", 0)
