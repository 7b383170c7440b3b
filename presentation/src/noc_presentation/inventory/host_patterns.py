"""Host patterns as inventories write them: `web[01:50].example.net:2222` is fifty hosts and a port."""

import re
import string
from collections.abc import Iterator
from itertools import product

from noc_presentation.errors import Invalid
from noc_presentation.inventory.limits import MAX_RANGE
from noc_presentation.inventory.names import shown

_BRACKETED_IPV6 = re.compile(r"\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%\w+)?)\](?::([0-9]{1,6}))?", re.ASCII)
_WITH_PORT = re.compile(r"((?:[^:\[\]]|\[[^\[\]]*\])+):([0-9]{1,6})", re.ASCII)
_RANGE = re.compile(r"\[([^\[\]:]*):([^\[\]:]*)(?::([^\[\]:]*))?\]")
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def expand(pattern: str) -> tuple[list[str], int | None]:
    """The names and the port, None where none is written; several ranges multiply, a third part is the step.

    Raises Invalid `inventory.range_invalid` or `inventory.range_too_large`, before anything is expanded.
    """
    names, port = _split_port(pattern)
    parts = _RANGE.split(names)
    literals, bounds = parts[0::4], list(zip(parts[1::4], parts[2::4], parts[3::4], strict=True))
    choices = [_choices(pattern, *bound) for bound in bounds]
    total = 1
    for choice in choices:
        total *= len(choice)
    if total > MAX_RANGE:
        raise Invalid(
            "inventory.range_too_large", f"{shown(pattern)} means {total} hosts, more than {MAX_RANGE}"
        )
    return [_join(literals, chosen) for chosen in product(*choices)], port


def _split_port(pattern: str) -> tuple[str, int | None]:
    found = _BRACKETED_IPV6.fullmatch(pattern) or _WITH_PORT.fullmatch(pattern)
    if not found:
        return pattern, None
    return found[1], int(found[2]) if found[2] else None


class _Numbers:
    """The numbers of a range, written with at least `width` digits; made one by one."""

    def __init__(self, numbers: range, width: int) -> None:
        self._numbers, self._width = numbers, width

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return (str(number).zfill(self._width) for number in self._numbers)


def _choices(pattern: str, begin: str, end: str, step: str | None) -> "_Numbers | str":
    stride = 1 if step is None else int(step) if _NUMBER.fullmatch(step) else 0
    if stride < 1:
        raise Invalid("inventory.range_invalid", f"{shown(pattern)}: the step must be a whole number from 1")
    letters = string.ascii_letters
    if len(begin) == len(end) == 1 and begin in letters and end in letters:
        chosen: _Numbers | str = letters[letters.index(begin) : letters.index(end) + 1 : stride]
    elif _NUMBER.fullmatch(begin or "0") and _NUMBER.fullmatch(end):
        padded = len(begin) > 1 and begin.startswith("0")
        if padded and len(begin) != len(end):
            raise Invalid("inventory.range_invalid", f"{shown(pattern)}: write both ends with as many digits")
        chosen = _Numbers(range(int(begin or "0"), int(end) + 1, stride), len(begin) if padded else 0)
    else:
        raise Invalid("inventory.range_invalid", f"{shown(pattern)}: a range is [1:50], [01:50] or [a:f]")
    if not len(chosen):
        raise Invalid("inventory.range_invalid", f"{shown(pattern)}: the range ends before it begins")
    return chosen


def _join(literals: list[str], chosen: tuple[str, ...]) -> str:
    return "".join(literal + choice for literal, choice in zip(literals, (*chosen, ""), strict=True))
