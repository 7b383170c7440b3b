"""The why of a visit: one sentence, and the operands it was decided by, short enough for a screen."""

from collections.abc import Iterable
from typing import Any

from noc_scheduler.flowchart.expressions import Evaluation, Operand
from noc_scheduler.flowchart.plain import as_text

LONGEST_VALUE = 200


def why(sentence: str, operands: Iterable[Operand] = ()) -> dict[str, Any]:
    """The sentence with its operands; each operand is `{name, value, defined}`, long values cut."""
    told = [
        {"name": operand.name, "value": _short(operand.value), "defined": operand.defined}
        for operand in operands
    ]
    return {"sentence": sentence, "operands": told}


def judged(source: str, evaluation: Evaluation) -> str:
    """`steps.check.rc == 0 is false (steps.check.rc = 3)`."""
    values = ", ".join(
        f"{operand.name} = {_quoted(operand)}" if operand.defined else f"{operand.name} is not defined"
        for operand in evaluation.operands
    )
    return f"{source} is {as_text(evaluation.value)}" + (f" ({values})" if values else "")


def _quoted(operand: Operand) -> str:
    shown = as_text(_short(operand.value))
    if isinstance(operand.value, str):
        return f"'{shown}'"
    return shown if operand.value is not None else "null"


def _short(value: Any) -> Any:
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    text = as_text(value)
    if len(text) > LONGEST_VALUE:
        return text[:LONGEST_VALUE] + "…"
    return value
