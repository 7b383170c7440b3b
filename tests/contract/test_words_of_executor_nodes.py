"""What an executor node itself says of an attempt has a code, and every such code has words in Portuguese."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "executor_node/src/noc_executor_node"
WORDS = ROOT / "presentation/frontend/src/ui/locales/pt-BR.json"
#: Put together from what a file with a secret is for; those of inventory sources are told to nobody who runs a step.
OF_FILES = {
    f"{what}_{fault}"
    for what in ("profile.key", "endpoint.secret")
    for fault in ("missing", "open_to_others")
}


def test_every_code_of_a_refusal_or_an_outcome_has_words() -> None:
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    codes = {code for path in SOURCE.rglob("*.py") for code in _codes(ast.parse(path.read_text("utf-8")))}

    assert codes >= {"attempt.timed_out", "egress.blocked", "host.loopback", "request.unexpected"}
    assert {code for code in codes | OF_FILES if f"code.{code}" not in words} == set()


def _codes(module: ast.Module) -> Iterator[str]:
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        called = call.func.id if isinstance(call.func, ast.Name) else ""
        if called == "NotRun":
            yield from _texts(call.args[1])
        if called == "Outcome":
            yield from (
                text for given in call.keywords if given.arg == "code" for text in _texts(given.value)
            )
    for told in (node for node in ast.walk(module) if isinstance(node, ast.Dict)):
        if any(isinstance(key, ast.Constant) and key.value == "outcome" for key in told.keys):
            pairs = zip(told.keys, told.values, strict=True)
            of_code = (value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "code")
            yield from (text for value in of_code for text in _texts(value))


def _texts(value: ast.expr) -> Iterator[str]:
    parts = (part.value for part in ast.walk(value) if isinstance(part, ast.Constant))
    return (part for part in parts if isinstance(part, str) and "." in part)
