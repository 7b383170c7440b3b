"""The demo command ends by itself with the right picture, and no kill makes it leave anything behind."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from demo import processes
from demo.claim import Claim
from demo.layers import ROOT
from demo.servers import Backing


@pytest.fixture
def demo(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `python -m demo` with words; what it notes and what it makes is in the test's folder."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "demo", "--state", tmp_path / "state", *words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run


@pytest.mark.timeout(300)
@pytest.mark.parametrize("backing", [Backing.EMBEDDED, pytest.param(Backing.FULL, marks=pytest.mark.proof)])
def test_the_demo_ends_by_itself_with_the_expected_picture(
    demo: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, backing: Backing
) -> None:
    shown = demo("run", "--stack", backing.value)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "unreachable" in shown.stdout
    assert "4 of 6 hosts ok" in shown.stdout
    assert shown.stdout.splitlines()[-1].endswith("No process, port or file is left")
    assert not (tmp_path / "state").exists()


@pytest.mark.proof
@pytest.mark.timeout(300)
def test_a_demo_that_is_killed_leaves_no_process_and_stop_clears_up(
    demo: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    claim = Claim(tmp_path / "state")
    started = demo("start", "--detach")
    assert started.returncode == 0, started.stdout + started.stderr
    running = claim.running()
    try:
        assert running.url in demo("status").stdout
        assert f"NOC_URL={running.url}" in demo("env").stdout
        assert demo("reset").returncode == 0
        second = demo("run")
        assert second.returncode == 1
        assert "another demo of this clone runs" in second.stderr

        everything = processes.tree([running.pid])
        assert len(everything) > 15
        psutil.Process(running.pid).send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs(everything, timeout=20)
        assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    finally:
        stopped = demo("stop")
    assert stopped.returncode == 0, stopped.stderr
    assert not Path(running.folder).exists()
    assert not claim.folder.exists()
    assert demo("status").returncode == 1
