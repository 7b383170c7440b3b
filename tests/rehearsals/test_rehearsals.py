"""Every rule of the language is told by a rehearsal of its name, and every rehearsal holds."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from noc_scheduler.cli import main

HERE = Path(__file__).parent
REHEARSALS = sorted(HERE.glob("*.yml"))
PATTERNS = sorted((HERE / "patterns").glob("*.yml"))
LANGUAGE = HERE.parents[1] / "docs" / "language.md"


@pytest.mark.parametrize("rehearsal", [*REHEARSALS, *PATTERNS], ids=lambda path: path.stem)
def test_the_rule_holds(rehearsal: Path) -> None:
    told = CliRunner().invoke(main, ["rehearse", str(rehearsal)])
    assert told.exit_code == 0, told.output


def test_the_language_names_every_rehearsal_and_no_other() -> None:
    named = re.findall(r"\[`[a-z0-9-]+`\]\(\.\./tests/rehearsals/([a-z0-9-]+)\.yml\)", LANGUAGE.read_text())
    assert sorted(named) == sorted(path.stem for path in REHEARSALS)
