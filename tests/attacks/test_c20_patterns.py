"""C20: no pattern of ours takes long over any text, however somebody made it.

A pattern that backtracks looks at each character once for each other one; nothing is measured, it only has to end.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest
from marshmallow.validate import Regexp

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

ASKING = frozenset({"match", "search", "fullmatch", "sub", "findall", "finditer", "split"})


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
    """Those that modules keep, those of validators, and those written where they are used."""
    found = {}
    for name in modules():
        try:
            module = importlib.import_module(name)
        except ImportError:  # an extra that is not installed here
            continue
        for label, value in vars(module).items():
            pattern = value.regex if isinstance(value, Regexp) else value
            if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                found[f"{name}.{label}"] = pattern
        found |= {f"{name}:{line}": re.compile(text) for line, text in written_in(module)}
    return found


def written_in(module: ModuleType) -> Iterator[tuple[int, str]]:
    """The line and the text of each pattern that is given to `re` itself, or by the name of a text."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        if not isinstance(node.func.value, ast.Name) or node.func.value.id != "re":
            continue
        given = node.args[0]
        text = given.value if isinstance(given, ast.Constant) else None
        if isinstance(given, ast.Name):
            text = getattr(module, given.id, None)
        if node.func.attr in ASKING and isinstance(text, str):
            yield node.lineno, text


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
