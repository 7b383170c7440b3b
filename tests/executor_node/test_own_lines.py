"""Our own lines of log go past the standard library's records, and are as whole and as harmless as those."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

START = """
import logging, os, structlog, threading
from noc_executor_node.logs import LogFormat, log_to_stderr
log_to_stderr(LogFormat({form!r}), "node-1")
log = structlog.get_logger("ours")
library = logging.getLogger("library")
"""
#: Lines that fit into what a pipe takes in one go.
CROWD = """
def write(name):
    for number in range(200):
        log.info("ours", by=name, number=number, much="x" * 3_000)
        library.warning("theirs")

def write_with_others():
    threads = [threading.Thread(target=write, args=(f"{os.getpid()}.{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

child = os.fork()
write_with_others()
if child:
    os.waitpid(child, 0)
"""
UNWRITABLE = """
class Odd:
    def __repr__(self):
        raise RuntimeError("it does not even say what it is")

log.info("odd", odd=Odd())
log.info("after", odd=1)
print("went on")
"""


def run(story: str, form: str = "json", stderr: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    program = START.format(form=form) + story
    return subprocess.run(
        (sys.executable, "-c", program), stdout=subprocess.PIPE, stderr=stderr, text=True, check=True
    )


def test_lines_of_many_threads_and_processes_stay_whole_and_in_order() -> None:
    lines = [json.loads(line) for line in run(CROWD).stderr.splitlines()]

    ours = [line for line in lines if line["event"] == "ours"]
    assert len(ours) == 6 * 200
    assert len(lines) == 2 * len(ours)
    writers = {line["by"] for line in ours}
    assert len(writers) == 6
    for writer in writers:
        assert [line["number"] for line in ours if line["by"] == writer] == list(range(200))


def test_ours_and_theirs_say_the_same_about_themselves() -> None:
    ours, theirs = map(json.loads, run('log.warning("x")\nlibrary.warning("x")\n').stderr.splitlines())
    assert list(ours) == list(theirs)
    assert (ours.pop("logger"), theirs.pop("logger")) == ("ours", "library")
    assert ours | {"timestamp": ""} == theirs | {"timestamp": ""}


def test_a_logger_without_a_name_has_its_modules() -> None:
    ran = run('structlog.get_logger().info("x", a=1)')
    assert json.loads(ran.stderr)["logger"] == "__main__"


def test_what_is_said_for_developers_is_not_written() -> None:
    ran = run('log.debug("x")\nlibrary.debug("x")\nlog.info("y %s", "z")')
    assert [json.loads(line)["event"] for line in ran.stderr.splitlines()] == ["y z"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_line_that_cannot_be_written_stops_nobody(form: str) -> None:
    told = run(UNWRITABLE, form)
    assert told.stdout == "went on\n"
    assert "after" in told.stderr.splitlines()[-1]
    with Path("/dev/full").open("w") as full:
        assert run(UNWRITABLE, form, stderr=full.fileno()).stdout == "went on\n"
