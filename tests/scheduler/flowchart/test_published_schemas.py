"""The JSON Schemas for editors: committed as generated, right about what ships, and about what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from noc_scheduler.cli import main
from noc_scheduler.flowchart.document.reading import read
from noc_scheduler.flowchart.kinds import KINDS

ROOT = Path(__file__).parents[3]
PROCEDURES = sorted((ROOT / "playbooks").glob("*.yml"))
REHEARSALS = sorted(
    [*(ROOT / "playbooks/rehearsals").glob("*.yml"), *(ROOT / "tests/rehearsals").glob("**/*.yml")]
)


def schema(of: str) -> dict[str, Any]:
    printed = CliRunner().invoke(main, ["schema", of])
    assert printed.exit_code == 0
    made: dict[str, Any] = json.loads(printed.output)
    return made


def document(path: Path) -> Any:
    found = read(path.read_bytes()).document
    assert found is not None
    return found.data


@pytest.mark.parametrize("of", ["procedure", "rehearsal"])
def test_the_committed_schema_is_the_printed_one_and_is_draft_07(of: str) -> None:
    committed = json.loads((ROOT / f"playbooks/{of}.schema.json").read_text())
    assert committed == schema(of), "run `make schema`"
    Draft7Validator.check_schema(committed)


@pytest.mark.parametrize("path", PROCEDURES, ids=lambda path: path.stem)
def test_what_ships_fits(path: Path) -> None:
    assert [error.message for error in Draft7Validator(schema("procedure")).iter_errors(document(path))] == []


def test_every_rehearsal_fits() -> None:
    validator = Draft7Validator(schema("rehearsal"))
    for path in REHEARSALS:
        found = document(path)
        if found["kind"] == "Rehearsal":
            assert [error.message for error in validator.iter_errors(found)] == [], path


@pytest.mark.parametrize(
    "nodes",
    [
        {"begin": {"kind": "magic"}},
        {"begin": {"kind": "start", "nxt": "done"}},
        {"begin": {"kind": "task", "next": "done"}},
        {"begin": {"kind": "gate", "open_when": {}}},
        {"begin": {"kind": "join", "wait_for": "most"}},
        {"Begin": {"kind": "start"}},
    ],
    ids=str,
)
def test_what_is_wrong_does_not_fit(nodes: dict[str, Any]) -> None:
    procedure = {
        "apiVersion": "noc/v1",
        "kind": "Procedure",
        "metadata": {"name": "p"},
        "spec": {"nodes": nodes},
    }
    assert list(Draft7Validator(schema("procedure")).iter_errors(procedure))


def test_every_kind_is_in_it() -> None:
    nodes = schema("procedure")["properties"]["spec"]["properties"]["nodes"]
    assert nodes["additionalProperties"]["properties"]["kind"]["enum"] == list(KINDS)
