"""Documents and everything a check says about them: one file per rule in `checks/`."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from noc_scheduler.flowchart.check import check, compile_flowchart
from noc_scheduler.flowchart.errors import UnsoundFlowchart

CASES = sorted((Path(__file__).parent / "checks").glob("*.yml"))


def text_of(case: dict[str, Any]) -> str:
    """Most cases only give their nodes; those stand from line 6 on."""
    if "text" in case:
        return str(case["text"])
    nodes = "".join(f"    {line}\n" for line in case["nodes"].splitlines())
    head = "apiVersion: noc/v1\nkind: Procedure\nmetadata: {name: case}\nspec:\n"
    parameters = f"  parameters: {case['parameters'].rstrip()}\n" if "parameters" in case else ""
    return f"{head}{parameters}  nodes:\n{nodes}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_check_says_exactly_this(path: Path) -> None:
    case = YAML(typ="safe").load(path)
    checked = check(text_of(case))
    told = [[each.severity.value, each.code, each.node, each.line] for each in checked.findings]
    assert told == case["findings"], "\n".join(str(finding) for finding in checked.findings)
    assert checked.sound == all(finding[0] != "error" for finding in told)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_same_text_gives_the_same_findings(path: Path) -> None:
    text = text_of(YAML(typ="safe").load(path))
    assert check(text) == check(text)


def test_an_unsound_canonical_form_is_not_compiled() -> None:
    checked = check(text_of({"nodes": "begin: {kind: start, next: nowhere}"}))
    assert checked.canonical is not None
    with pytest.raises(UnsoundFlowchart) as refused:
        compile_flowchart(checked.canonical)
    assert [finding.code for finding in refused.value.findings] == ["edge.dangling"]


def test_a_sound_canonical_form_compiles_to_the_flowchart_of_its_text() -> None:
    text = text_of(YAML(typ="safe").load(Path(__file__).parent / "checks" / "a-sound-procedure.yml"))
    checked = check(text)
    assert checked.canonical is not None
    assert compile_flowchart(checked.canonical) == checked.flowchart
