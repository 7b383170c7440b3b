"""Prefect's seconds are those until its server has all task runs in its books: here the server is a script."""

import os
import sys
import time
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path

import httpx
import pytest

from benchmarks.baselines.command import Command
from benchmarks.baselines.prefect import SERVER, Prefect
from benchmarks.contenders import RunFailed
from benchmarks.ground import Load
from demo.supervisor import Supervisor

#: A flow that began when the machine did, long before anybody looks.
FLOW = """print('{"began": 0.0, "seconds": 1.5}\\nits last words')"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Supervisor]:
    """A process that does nothing, which is how a server is when its work is done."""
    server = Supervisor(tmp_path)
    server.start(SERVER, ["sleep", "60"], {"PATH": os.environ["PATH"]})
    yield server
    server.stop()


def contender(server: Supervisor, program: str, counts: Iterator[int], said: list[str]) -> Prefect:
    command = Command([sys.executable, "-c", program], {}, server.folder)
    answers = httpx.MockTransport(lambda request: httpx.Response(200, json=next(counts)))
    api = httpx.Client(base_url="http://prefect.test/api", transport=answers)
    return Prefect(command, server, api, Load(2, 3), said.append, patience_s=0.3)


def test_the_books_stop_the_clock_and_what_they_had_at_the_end_of_the_flow_is_said(
    server: Supervisor,
) -> None:
    said: list[str] = []
    counts = iter([6, 6, 8, 12])
    seconds = contender(server, FLOW, counts, said).run()
    assert next(counts, None) is None
    assert time.monotonic() - 10 < seconds < time.monotonic()
    assert len(said) == 1
    assert said[0].startswith("Prefect's flow ended after 1.5 s by its own clock, with 0 of 6 task runs in")


def test_books_that_are_never_full_are_given_up(server: Supervisor) -> None:
    with pytest.raises(RunFailed, match="5 of 6 task runs"):
        contender(server, FLOW, chain([0], repeat(5)), []).run()


def test_a_flow_that_fails_is_not_waited_for(server: Supervisor) -> None:
    with pytest.raises(RunFailed, match="ended with 3"):
        contender(server, "raise SystemExit(3)", repeat(0), []).run()
