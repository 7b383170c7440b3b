"""The why of a visit: one sentence, and the operands it was decided by, short enough for a screen."""

from collections.abc import Iterable
from typing import Any

from noc_scheduler.flowchart.expressions import Evaluation, Operand
from noc_scheduler.flowchart.plain import as_text
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence

LONGEST_VALUE = 200


def why(sentence: Sentence, operands: Iterable[Operand] = ()) -> dict[str, Any]:
    """The sentence in English and as `said`, with its operands: each is `{name, value, defined}`, long values cut."""
    told = [
        {"name": operand.name, "value": _short(operand.value), "defined": operand.defined}
        for operand in operands
    ]
    return {"sentence": str(sentence), "said": sentence.document(), "operands": told}


def judged(source: str, evaluation: Evaluation) -> Sentence:
    """`steps.check.rc == 0 is false (steps.check.rc = 3)`."""
    code = Saying.CONDITION_HOLDS if evaluation.value else Saying.CONDITION_FAILS
    if not evaluation.operands:
        return Sentence(code, {"source": source})
    operands = tuple(
        Sentence(Saying.OPERAND_IS, {"name": operand.name, "value": _quoted(operand)})
        if operand.defined
        else Sentence(Saying.OPERAND_UNDEFINED, {"name": operand.name})
        for operand in evaluation.operands
    )
    seen = Sentence(Saying.CONDITION_SEEN, {"operands": operands})
    return Sentence(code, {"source": source, "seen": seen})


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
