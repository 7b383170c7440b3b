"""An archived execution over REST and by command: 410 with its file, never a 404 that would say it never was."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from noc_scheduler.keys import own_key
from noc_scheduler.service.upkeep.retention import retain
from noc_scheduler.settings import PREFIX, Settings
from noc_scheduler.store.tables import executions

LONG = timedelta(hours=1)
COMMAND = (sys.executable, "-c", "from noc_scheduler.cli import main; main()")


@pytest.fixture
def ended(world: Any) -> str:
    """An execution that ended a hundred days ago by the machine's own clock."""
    world.presentation.has("web1")
    node = world.node()
    execution = str(world.start())
    world.drain()
    world.finish(node.on("web1"))
    with world.means.database.writing() as connection:
        (row,) = connection.execute(executions.select())
        connection.execute(executions.update().values(finished_at=row.finished_at.replace(year=2020)))
    return execution


def test_every_address_of_it_is_gone(world: Any, api: httpx.Client, ended: str) -> None:
    assert retain(world.means, LONG) is not None

    for path in ("", "/hosts", "/hosts/web1", "/visits", "/matrix"):
        answer = api.get(f"/v1/executions/{ended}{path}")
        assert (answer.status_code, answer.json()["code"]) == (410, "execution.archived")
        assert answer.json()["file"].endswith("/1.jsonl.gz")
        assert len(answer.json()["sha256"]) == 64
    assert api.get("/v1/executions/1").status_code == 410
    assert api.get("/v1/executions/2").status_code == 404
    assert api.get("/v1/executions").json()["items"] == []
    assert api.get("/v1/events").json()["items"] != []


def test_by_command(world: Any, settings: Settings, ended: str) -> None:
    own_key(settings.key_file)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, f"{PREFIX}HOME": str(settings.home)}
        return subprocess.run(
            (*COMMAND, *words), env=environment, capture_output=True, text=True, check=False
        )

    foreseen = run("retain", "--dry-run")
    assert foreseen.stdout.startswith("1 restart-web, ended 2020-")
    assert run("show-archived", "1").returncode == 1
    assert world.shown(ended)["status"] == "succeeded"

    done = run("retain")
    assert (done.returncode, done.stdout) == (0, "1 executions archived, 0 outputs cut\n")
    assert run("retain", "--dry-run").stdout == ""
    shown = run("show-archived", "1")
    assert (shown.returncode, "web1: succeeded" in shown.stdout) == (0, True)
    lines = [json.loads(line) for line in run("show-archived", "1", "--lines").stdout.splitlines()]
    assert (lines[0]["number"], lines[-1]["end"]["host_runs"]) == (1, 1)

    (file,) = Path(settings.archive).rglob("*.gz")
    file.write_bytes(file.read_bytes()[:-20])
    broken = run("show-archived", "1")
    assert (broken.returncode, "not what was written" in broken.stderr) == (1, True)
