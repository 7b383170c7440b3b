"""Whether a value fits one of Ansible's types: what Ansible would refuse doesn't, what it would convert does."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final


class Unknown:
    """A value that only a walk knows."""


UNKNOWN: Final = Unknown()

_BOOLEANS = frozenset(["y", "yes", "on", "1", "true", "t", "n", "no", "off", "0", "false", "f"])
_SIZE = re.compile(r"\s*\d+(\.\d*)?\s*[A-Za-z]*\s*")
Value = Any


def fits(value: Value, kind: str) -> bool:
    """Whether Ansible takes the value for this type; an unknown value, and an unknown type, fit."""
    return isinstance(value, Unknown) or _RULES.get(kind, _anything)(value)


def in_words(kind: str) -> str:
    """What a type is called in a message."""
    return _WORDS.get(kind, kind)


def _anything(_: Value) -> bool:
    return True


def _path(value: Value) -> bool:
    return not isinstance(value, (dict, list))


def _whole(value: Value) -> bool:
    if isinstance(value, str):
        return re.fullmatch(r"\s*[+-]?\d[\d_]*(\.0*)?\s*", value) is not None
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _number(value: Value) -> bool:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return False
        return True
    return isinstance(value, (int, float))


def _boolean(value: Value) -> bool:
    if isinstance(value, str):
        return value.strip().lower() in _BOOLEANS
    return isinstance(value, (bool, int, float)) and value in (0, 1)


def _list(value: Value) -> bool:
    return not isinstance(value, dict)


def _map(value: Value) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, str) and ("=" in value or value.lstrip().startswith("{"))
    )


def _size(value: Value) -> bool:
    if isinstance(value, str):
        return _SIZE.fullmatch(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_RULES: Mapping[str, Callable[[Value], bool]] = {
    "path": _path,
    "int": _whole,
    "float": _number,
    "bool": _boolean,
    "list": _list,
    "dict": _map,
    "bits": _size,
    "bytes": _size,
}
_WORDS: Mapping[str, str] = {
    "path": "a path",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "an object",
    "bits": "a size",
    "bytes": "a size",
}
