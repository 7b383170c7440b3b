"""The shipped procedures are sound, and behave as their rehearsals tell."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from noc_scheduler.cli import main

ROOT = Path(__file__).parents[2]
PROCEDURES = sorted((ROOT / "playbooks").glob("*.yml"))
REHEARSALS = sorted((ROOT / "playbooks" / "rehearsals").glob("*.yml"))


def scheduler(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda path: path.stem)
def test_a_shipped_procedure_is_sound(procedure: Path) -> None:
    checked = scheduler("check", "--json", procedure)
    findings = [json.loads(line) for line in checked.stdout.splitlines()]
    assert checked.exit_code == 0, checked.stderr
    assert [finding for finding in findings if finding["severity"] == "error"] == []


@pytest.mark.parametrize("rehearsal", REHEARSALS, ids=lambda path: path.stem)
def test_a_rehearsal_holds(rehearsal: Path) -> None:
    rehearsed = scheduler("rehearse", rehearsal)
    assert rehearsed.exit_code == 0, rehearsed.stdout + rehearsed.stderr


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda path: path.stem)
def test_every_shipped_procedure_is_rehearsed_for_good_and_for_bad(procedure: Path) -> None:
    texts = [path.read_text() for path in REHEARSALS if path.name.startswith(procedure.stem)]
    ends = {word for text in texts for word in ("succeeded", "failed") if f"\n  status: {word}\n" in text}
    assert ends == {"succeeded", "failed"}


def test_a_rehearsal_that_does_not_hold_is_noticed(tmp_path: Path) -> None:
    altered = tmp_path / "rehearsal.yml"
    story = (ROOT / "playbooks/rehearsals/hello-everywhere.yml").read_text()
    altered.write_text(
        story.replace("../hello.yml", str(ROOT / "playbooks/hello.yml")).replace("ping, greet", "greet, ping")
    )
    assert scheduler("rehearse", altered).exit_code == 1
