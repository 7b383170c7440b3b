"""The filters of the language, each a function over plain data; none makes more than its input holds."""

import contextlib
import functools
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import re2

from noc_scheduler.flowchart.document.scalars import LARGEST_WHOLE_NUMBER
from noc_scheduler.flowchart.errors import BadValue, ExpressionLimit, Undefined, WrongType
from noc_scheduler.flowchart.plain import as_text, type_name

DEFAULT: Final = "default"
SEARCH: Final = "search"
MAX_PATTERN: Final = 256
MAX_TEXT: Final = 1024 * 1024

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
_NUMBER = re.compile(r"[+-]?([0-9]{1,300}(\.[0-9]{0,300})?|\.[0-9]{1,300})([eE][+-]?[0-9]{1,3})?", re.ASCII)
_TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """How a filter is called: the numbers of arguments it takes, and how an author writes it."""

    apply: Callable[..., Any]
    usage: str
    arguments: tuple[int, ...] = (0,)


@functools.lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> Any:
    """An RE2 pattern, which is matched in linear time. Raises ValueError for one that is none."""
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"a pattern has at most {MAX_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        told = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        raise ValueError(told) from None


def _int(value: Any) -> int:
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= LARGEST_WHOLE_NUMBER:
        return int(value)
    raise BadValue(f"{_shown(value)} is no whole number")


def _float(value: Any) -> float:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number or (isinstance(value, str) and _NUMBER.fullmatch(value.strip())):
        with contextlib.suppress(OverflowError):
            made = float(value)
            if math.isfinite(made):
                return made
    raise BadValue(f"{_shown(value)} is no number")


def _bool(value: Any) -> bool:
    word = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    if word not in _TRUTHS:
        raise BadValue(f"{_shown(value)} is neither true nor false")
    return _TRUTHS[word]


def _lower(value: Any) -> str:
    return _text(value, "lower").lower()


def _upper(value: Any) -> str:
    return _text(value, "upper").upper()


def _trim(value: Any) -> str:
    return _text(value, "trim").strip()


def _length(value: Any) -> int:
    if not isinstance(value, (str, list, tuple, Mapping)):
        raise WrongType(f"'length' works on texts, lists and maps, not on {type_name(value)}")
    return len(value)


def _first(value: Any) -> Any:
    return _end(value, 0, "first")


def _last(value: Any) -> Any:
    return _end(value, -1, "last")


def _end(value: Any, place: int, name: str) -> Any:
    if not isinstance(value, (str, list, tuple)):
        raise WrongType(f"'{name}' works on lists and texts, not on {type_name(value)}")
    if not value:
        raise Undefined(f"there is no {name} of an empty {type_name(value)}")
    return value[place]


def _join(value: Any, separator: Any = "") -> str:
    items = [as_text(item) for item in _list(value, "join")]
    between = _text(separator, "join")
    if sum(map(len, items)) + len(between) * len(items) > MAX_TEXT:
        raise ExpressionLimit(f"'join' makes at most {MAX_TEXT} characters")
    return between.join(items)


def _unique(value: Any) -> list[Any]:
    kept: dict[str, Any] = {}
    for item in _list(value, "unique"):
        kept.setdefault(_fingerprint(item), item)
    return list(kept.values())


def _search(value: Any, pattern: str) -> bool:
    return compile_pattern(pattern).search(_text(value, "search")) is not None


def _fingerprint(item: Any) -> str:
    whole = isinstance(item, float) and item.is_integer()
    return json.dumps(int(item) if whole else item, sort_keys=True, default=list)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise WrongType(f"'{name}' works on texts, not on {type_name(value)}")
    return value


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise WrongType(f"'{name}' works on lists, not on {type_name(value)}")
    return list(value)


def _shown(value: Any) -> str:
    shown = as_text(value)
    return f"'{shown[:40]}…'" if len(shown) > 40 else f"'{shown}'"


def _given(value: Any, fallback: Any) -> Any:
    return value


FILTERS: Mapping[str, Filter] = {
    DEFAULT: Filter(_given, "default(VALUE)", (1,)),
    "int": Filter(_int, "int"),
    "float": Filter(_float, "float"),
    "bool": Filter(_bool, "bool"),
    "lower": Filter(_lower, "lower"),
    "upper": Filter(_upper, "upper"),
    "trim": Filter(_trim, "trim"),
    "length": Filter(_length, "length"),
    "first": Filter(_first, "first"),
    "last": Filter(_last, "last"),
    "join": Filter(_join, "join or join(TEXT)", (0, 1)),
    "unique": Filter(_unique, "unique"),
    SEARCH: Filter(_search, "search('PATTERN')", (1,)),
}
