"""The house's import rules hold, and a planted violation of each is caught."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = {
    "noc_presentation": "presentation/src",
    "noc_scheduler": "scheduler/src",
    "noc_executor_node": "executor_node/src",
}


def lint(sources: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--config", ROOT / "setup.cfg", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(sources), "COLUMNS": "200"}
    return subprocess.run(command, cwd=sources, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the three layers' packages, to be spoiled at will."""
    for package, folder in LAYERS.items():
        shutil.copytree(
            ROOT / folder / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path


def test_the_house_keeps_its_own_rules(sources: Path) -> None:
    result = lint(sources)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("noc_presentation/settings.py", "import noc_scheduler", "share no Python"),
        ("noc_executor_node/settings.py", "import noc_scheduler.errors", "share no Python"),
        ("noc_scheduler/flowchart/vocabulary.py", "import socket", "pure core"),
        ("noc_scheduler/flowchart/walk.py", "import sqlalchemy", "pure core"),
        ("noc_scheduler/triggers/__init__.py", "import os", "pure core"),
        ("noc_scheduler/store/__init__.py", "import noc_scheduler.service", "Inside the scheduler"),
        ("noc_scheduler/flowchart/walk.py", "import noc_scheduler.store", "Inside the scheduler"),
    ],
)
def test_a_planted_violation_is_caught(sources: Path, module: str, line: str, contract: str) -> None:
    spoiled = sources / module
    spoiled.write_text(f"{spoiled.read_text()}\n{line}\n")
    result = lint(sources)
    assert result.returncode == 1, result.stdout
    broken = [text for text in result.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(contract in text for text in broken), result.stdout
