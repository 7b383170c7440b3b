"""Making what a host said harmless: no text that can't be written, no number that JSON lacks, nothing endless."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

MOST_DEPTH = 20
MOST_BYTES = 2**20
MOST_INTEGER = 2**63
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
#: What stands where something was cut out of a text.
CUT = re.compile(r"\n… \d+ bytes dropped …\n", re.ASCII)
_HALVES = dict.fromkeys([0, *range(0xD800, 0xE000)], REPLACEMENT)


def clean_text(text: str | bytes) -> str:
    """A text without NUL and halves of surrogate pairs."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if "\x00" not in text and _is_encodable(text):
        return text
    return text.translate(_HALVES)


def clean_json(value: Any, depth: int = MOST_DEPTH) -> Any:
    """The nearest JSON value; what isn't representable becomes a text."""
    match value:
        case None | bool():
            return value
        case str() | bytes():
            return clean_text(value)
        case int():
            return int(value) if abs(value) < MOST_INTEGER else hex(value)
        case float():
            return float(value) if math.isfinite(value) else str(value)
        case dict() | list() | tuple() | set() | frozenset() if depth == 0:
            return "(nested too deep)"
        case dict():
            return {clean_text(str(name)): clean_json(inner, depth - 1) for name, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [clean_json(inner, depth - 1) for inner in value]
        case _:
            return clean_text(str(value))


def capped_object(value: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """A clean object, or an empty one and True when it is larger than a megabyte."""
    cleaned = {clean_text(str(name)): clean_json(inner) for name, inner in value.items()}
    if len(json.dumps(cleaned)) > MOST_BYTES:
        return {}, True
    return cleaned, False


def capped_text(text: str, limit: int) -> tuple[str, bool]:
    """A clean text of at most about `limit` bytes: its beginning, how much is missing, and its end."""
    cleaned = clean_text(text)
    raw = cleaned.encode()
    if len(raw) <= limit:
        return cleaned, False
    head, tail = limit // 10, limit - limit // 10
    marker = f"\n… {len(raw) - limit} bytes dropped …\n"
    return raw[:head].decode(errors="ignore") + marker + raw[-tail:].decode(errors="ignore"), True


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
