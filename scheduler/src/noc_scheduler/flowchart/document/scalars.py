"""What a plain YAML scalar means: the YAML 1.2 core schema and nothing else, so `yes` and `on` stay texts."""

import math
import re

LARGEST_WHOLE_NUMBER = 2**53 - 1

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]{1,400}", re.ASCII)
_OCTAL = re.compile(r"0o[0-7]{1,400}", re.ASCII)
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,400}", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", re.ASCII)

Scalar = str | int | float | bool | None


class BadNumber(ValueError):
    """A number that JSON has no exact and finite form for."""


def plain_scalar(text: str) -> Scalar:
    """The value of an unquoted scalar. Raises BadNumber for infinities, NaN and beyond 2^53-1."""
    if text in _NULL:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    for pattern, base in ((_WHOLE, 10), (_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            return _exact(int(text if base == 10 else text[2:], base))
    if _NOT_FINITE.fullmatch(text):
        raise BadNumber("infinities and NaN are no JSON numbers")
    if _DECIMAL.fullmatch(text):
        return _finite(float(text))
    return text


def _exact(number: int) -> int:
    if abs(number) > LARGEST_WHOLE_NUMBER:
        raise BadNumber("the whole number is larger than 2^53-1; write it as a text in quotes")
    return number


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise BadNumber("the number is too large")
    return number
