"""Masking: an attempt's own secrets never leave in its outcome, in whatever common form; the second line of defence."""

import base64
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

from noc_executor_node.outcomes import Outcome

INSTEAD = "[hidden]"
#: Shorter texts stand in too many other words; nothing would be readable.
SHORTEST = 4


def masked(outcome: Outcome, secrets: Iterable[str]) -> Outcome:
    """The outcome without any of these texts."""
    pattern = _pattern(secrets)
    if pattern is None:
        return outcome
    return replace(
        outcome,
        stdout=pattern.sub(INSTEAD, outcome.stdout),
        stderr=pattern.sub(INSTEAD, outcome.stderr),
        message=pattern.sub(INSTEAD, outcome.message),
        facts=_without(outcome.facts, pattern),
        result=_without(outcome.result, pattern),
    )


def _pattern(secrets: Iterable[str]) -> re.Pattern[str] | None:
    forms = {form for secret in secrets for text in _texts(secret) for form in _forms(text)}
    longest_first = sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def _texts(secret: str) -> list[str]:
    """The whole and, of a text of several lines, each line long enough to tell something."""
    lines = [line for line in secret.splitlines() if len(line) >= 16 and not line.startswith("-----")]
    return [secret, secret.strip(), *(lines if "\n" in secret.strip() else [])]


def _forms(text: str) -> list[str]:
    raw = text.encode()
    return [
        text,
        json.dumps(text)[1:-1],
        json.dumps(text, ensure_ascii=False)[1:-1],
        repr(text)[1:-1],
        quote(text, safe=""),
        quote_plus(text),
        base64.b64encode(raw).decode(),
        base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode(),
        raw.hex(),
    ]


def _without(value: Any, pattern: re.Pattern[str]) -> Any:
    match value:
        case str():
            return pattern.sub(INSTEAD, value)
        case dict():
            return {
                pattern.sub(INSTEAD, str(name)): _without(inner, pattern) for name, inner in value.items()
            }
        case list() | tuple():
            return [_without(inner, pattern) for inner in value]
        case _:
            return value
