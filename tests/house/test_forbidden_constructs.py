"""Constructs that the house never uses, looked for in every layer's source."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for layer in ("presentation", "scheduler", "executor_node")
    for path in (ROOT / layer / "src").rglob("*.py")
] + list((ROOT / "collections").rglob("*.py"))

FORBIDDEN = {
    "a shell between us and a program": r"shell\s*=\s*True|os\.system\(|os\.popen\(",
    "code from data": r"(?<![\w.])(eval|exec)\(|\bpickle\b|\bmarshal\.load|\bshelve\b|\bdill\b",
    "unverified TLS": r"verify\s*=\s*False|CERT_NONE|check_hostname\s*=\s*False"
    r"|_create_unverified_context|disable_warnings\(",
    "host keys taken on trust": r"AutoAddPolicy|WarningPolicy|StrictHostKeyChecking=(?!yes)",
    "an enumeration of all cycles": r"simple_cycles|all_simple_paths",
    "yaml that builds objects": r"yaml\.(unsafe_load|full_load|load)\((?!.*Safe)",
    "ansible's command line built from data": r"cmdline\s*=",
}


def test_there_are_sources_to_look_at() -> None:
    assert len(SOURCES) > 50


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_source_has(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in SOURCES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_no_source_names_a_module_after_nothing() -> None:
    empty_names = {"utils", "util", "common", "helpers", "misc", "core"}
    assert [path for path in SOURCES if path.stem in empty_names] == []
