"""Plain JSON data: the names of its types, strict equality, and how a value reads inside a text."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

TEXT = "text"
NUMBER = "number"
BOOLEAN = "boolean"
LIST = "list"
MAP = "map"
NULL = "null"


def type_name(value: Any) -> str:
    """The author's word for the type of a value."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, (int, float)):
        return NUMBER
    if isinstance(value, str):
        return TEXT
    return MAP if isinstance(value, Mapping) else LIST


def same(one: Any, other: Any) -> bool:
    """Equality without Python's surprises: true is not 1; 1 and 1.0 are the same number."""
    pairs = [(one, other)]
    while pairs:
        left, right = pairs.pop()
        kind = type_name(left)
        if kind != type_name(right):
            return False
        if kind == LIST:
            if len(left) != len(right):
                return False
            pairs.extend(zip(left, right, strict=True))
        elif kind == MAP:
            if left.keys() != right.keys():
                return False
            pairs.extend((left[key], right[key]) for key in left)
        elif left != right:
            return False
    return True


def deeper_than(most: int, value: Any) -> bool:
    """Whether lists and maps lie more than `most` deep inside each other; found without recursion."""
    level = [value]
    for _ in range(most):
        level = [inner for each in level for inner in _inside(each)]
    return any(isinstance(each, (Mapping, list, tuple)) for each in level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()


def as_text(value: Any) -> str:
    """The value inside a text: null is nothing, booleans are true and false, lists and maps are JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value)
