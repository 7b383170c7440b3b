"""The comparison itself, made as small as it can be: two hosts, two steps, one round, real processes throughout."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import processes
from demo.layers import ROOT

OURS, LINEAR = "ours, embedded", "ansible-playbook linear"


@pytest.fixture
def folder() -> Iterator[Path]:
    """One whose path is short enough for the sockets of ssh."""
    with tempfile.TemporaryDirectory(prefix="nb-") as name:
        yield Path(name)


def compare(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "TMPDIR": str(folder), "NOC_BENCH_CACHE": str(folder / "cache")}
    command = [sys.executable, "-m", "benchmarks.compare", *words]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False
    )


@pytest.mark.proof
@pytest.mark.timeout(270)
def test_a_small_comparison_measures_both_and_leaves_nothing_behind(folder: Path) -> None:
    kept = folder / "figures.json"
    small = ("--rounds", "1", "--stack", "embedded", "--hosts", "2", "--steps", "2", "--baseline", LINEAR)
    ended = compare(folder, "w1", *small, "--json", str(kept))
    assert ended.returncode == 0, ended.stderr

    figures = json.loads(kept.read_text())["workloads"]["w1"]
    for kind in ("cold", "warm"):
        assert set(figures[kind]) == {OURS, LINEAR}
        for name in (OURS, LINEAR):
            assert not figures[kind][name]["absent"]
            (sample,) = figures[kind][name]["rounds"].values()
            assert sample["seconds"] > 0
            assert sum(sample["cpu"].values()) > 0, f"{name} did nothing"
            assert sample["targets_cpu"] > 0, f"{name} reached no host"
        (ours,) = figures[kind][OURS]["rounds"].values()
        assert {"presentation", "scheduler", "executor node"} <= set(ours["cpu"])
    assert f"{OURS} against {LINEAR}" in ended.stdout

    assert processes.belonging_to(folder) == []
    assert [path.name for path in folder.iterdir()] == [kept.name]


def test_the_help_names_every_workload() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.compare", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "W1: 20 hosts × 10 command steps" in ended.stdout
