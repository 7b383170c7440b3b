"""C20: no pattern of ours takes long over any text, however somebody made it.

A pattern that backtracks looks at each character once for each other one; nothing is measured, it only has to end.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import noc_executor_node
import noc_presentation
import noc_scheduler

LENGTH = 2**17
#: Written over and over, and spoiled at their end: what a pattern with two ways to read something dies of.
PIECES = (
    "a",
    "0",
    "-",
    ".",
    " ",
    "\\",
    '"',
    '\\"',
    "a.",
    "a-",
    "a:",
    "[",
    "]",
    "{",
    "${",
    "x1",
    "%00",
    "::",
    "é",
    "\n",
)
#: Read a document that is limited before; they are tried on what they are given.
UNTRIED = frozenset({"migrations", "executors.resident.hand", "executors.resident.image"})


def modules() -> Iterator[str]:
    for package in (noc_presentation, noc_scheduler, noc_executor_node):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if (
                not found.ispkg
                and "__main__" not in found.name
                and not any(part in found.name for part in UNTRIED)
            ):
                yield found.name


def patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for name in modules():
        try:
            module = importlib.import_module(name)
        except ImportError:  # an extra that is not installed here
            continue
        for label, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{name}.{label}"] = value
    return found


PATTERNS = patterns()


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 30


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_pattern_takes_long_over_a_long_text(name: str) -> None:
    pattern = PATTERNS[name]
    for piece in PIECES:
        text = piece * (LENGTH // len(piece)) + "\x01"
        pattern.fullmatch(text)
        pattern.match(text)
