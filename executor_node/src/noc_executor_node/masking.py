"""Masking: an attempt's own secrets never leave in its outcome, in whatever common form; the second line of defence."""

import base64
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

from noc_executor_node.hiding import Hiding
from noc_executor_node.outcomes import Outcome

#: Shorter texts stand in too many other words; nothing would be readable.
SHORTEST = 4


def masked(outcome: Outcome, secrets: Iterable[str]) -> Outcome:
    """The outcome without any of these texts."""
    forms = {form for secret in secrets for text in _texts(secret) for form in _forms(text)}
    hidden = [form for form in forms if len(form) >= SHORTEST]
    if not hidden:
        return outcome
    hiding = Hiding(hidden)
    return replace(
        outcome,
        stdout=hiding.within(outcome.stdout),
        stderr=hiding.within(outcome.stderr),
        message=hiding.within(outcome.message),
        facts=_without(outcome.facts, hiding),
        result=_without(outcome.result, hiding),
    )


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


def _without(value: Any, hiding: Hiding) -> Any:
    match value:
        case str():
            return hiding.within(value)
        case dict():
            return {hiding.within(str(name)): _without(inner, hiding) for name, inner in value.items()}
        case list() | tuple():
            return [_without(inner, hiding) for inner in value]
        case _:
            return value
