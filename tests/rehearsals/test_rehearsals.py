"""Every rule of the language is told by a rehearsal of its name, and every rehearsal holds."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from noc_scheduler.cli import main
from noc_scheduler.flowchart.document.reading import read
from noc_scheduler.flowchart.kinds import KINDS

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


def test_every_kind_is_told_of_by_three_rehearsals_at_least() -> None:
    told = Counter[str]()
    for path in [*REHEARSALS, *PATTERNS]:
        told.update({node.get("kind") for node in nodes_of(path).values()})
    assert {kind: told[kind] for kind in KINDS if told[kind] < 3} == {}


def nodes_of(rehearsal: Path) -> dict[str, Any]:
    """The nodes of what is rehearsed, written in the rehearsal or in a file of its own."""
    document = read(rehearsal.read_bytes()).document
    assert document is not None
    if isinstance(elsewhere := document.data.get("procedure"), str):
        return nodes_of(rehearsal.parent / elsewhere)
    nodes: dict[str, Any] = document.data["spec"]["nodes"]
    return nodes
