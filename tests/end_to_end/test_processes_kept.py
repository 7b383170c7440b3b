"""The processes of a demo: what ends by itself is started again, and what can't run is said with its last words."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import supervisor as keeping
from demo.supervisor import ProcessDied, Supervisor

LIVES = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path)
    yield supervisor
    supervisor.stop()


def until_dead(supervisor: Supervisor, name: str) -> None:
    with pytest.raises(ProcessDied, match=name):
        while True:
            supervisor.check()
            time.sleep(0.01)


def test_what_is_killed_is_started_again_as_it_was(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SETTLED", 0.0)
    supervisor.start("one", LIVES, os.environ)
    supervisor.start("other", LIVES, os.environ)
    first, other = supervisor.pid("one"), supervisor.pid("other")
    assert supervisor.revive() == []
    os.kill(first, signal.SIGKILL)
    until_dead(supervisor, "one")

    assert supervisor.revive() == ["one"]
    supervisor.check()
    assert supervisor.pid("one") != first
    assert supervisor.pid("other") == other


def test_what_ends_as_soon_as_it_is_started_is_not_started_for_ever(supervisor: Supervisor) -> None:
    supervisor.start("hopeless", [sys.executable, "-c", "raise SystemExit('no disk')"], os.environ)
    until_dead(supervisor, "hopeless")
    with pytest.raises(ProcessDied, match="no disk"):
        supervisor.revive()
