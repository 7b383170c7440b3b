"""Sentences: a saying with its values, for screens that word it themselves, and in English for everybody else."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from noc_scheduler.flowchart.durations import in_words
from noc_scheduler.flowchart.sayings import SAYINGS, Saying

#: A value may be such a sentence, or several.
Value: TypeAlias = "str | int | Sentence | tuple[Sentence, ...]"
Values: TypeAlias = Mapping[str, Value]
#: What is told as a list; other sentences stand behind each other.
_LISTED = frozenset({Saying.OPERAND_IS, Saying.OPERAND_UNDEFINED, Saying.IS_STATE})


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody is told; `str()` is its English."""

    code: Saying
    values: Values = field(default_factory=dict)

    def __str__(self) -> str:
        shown = {name: _shown(name, value) for name, value in self.values.items()}
        return self.code.english.format_map(_Holes(shown))

    def __hash__(self) -> int:
        return hash(self.text())

    def document(self) -> dict[str, Any]:
        """`{code, values}` as plain JSON; values that are sentences are such documents too."""
        return {
            "code": str(self.code),
            "values": {name: _plain(value) for name, value in self.values.items()},
        }

    def text(self) -> str:
        """The document as one text, the same for equal sentences: how rows keep it."""
        return json.dumps(self.document(), ensure_ascii=False, separators=(",", ":"))


def told(text: str) -> Sentence:
    """What somebody else has put in words already."""
    return Sentence(Saying.TOLD, {"text": text})


def several(sentences: Iterable[Sentence]) -> Sentence:
    """Sentences behind each other as one; a single one stays as it is."""
    said = tuple(sentences)
    return said[0] if len(said) == 1 else Sentence(Saying.SEVERAL, {"sentences": said})


def from_text(text: str) -> Sentence:
    """What `text()` wrote; any other text is told as it is, so are codes of a later release."""
    try:
        return from_document(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        return told(text)


def from_document(document: Mapping[str, Any]) -> Sentence:
    """What `document()` answered."""
    values = {name: _value(value) for name, value in document["values"].items()}
    return Sentence(SAYINGS[document["code"]], values)


class _Holes(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""


def _shown(name: str, value: Value) -> str:
    if isinstance(value, tuple):
        listed = all(one.code in _LISTED for one in value)
        return (", " if listed else "; ").join(map(str, value))
    return in_words(value) if isinstance(value, int) and name.endswith("_ms") else str(value)


def _plain(value: Value) -> Any:
    if isinstance(value, tuple):
        return [one.document() for one in value]
    return value.document() if isinstance(value, Sentence) else value


def _value(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(from_document(one) for one in value)
    if isinstance(value, Mapping):
        return from_document(value)
    if not isinstance(value, str | int):
        raise TypeError("a value is a text, a whole number, a sentence or several")
    return value
