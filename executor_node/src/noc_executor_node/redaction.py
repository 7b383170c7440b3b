"""What is never written into a log: fields that hold secrets, arguments or output, and tokens inside of texts."""

import re
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

INSTEAD = "[hidden]"
#: Fields by name, whoever logs them; `-` counts as `_`, capitals don't count.
HIDDEN = frozenset(
    {
        *("authorization", "proxy_authorization", "cookie", "set_cookie", "signature", "signature_input"),
        *("password", "passwd", "passphrase", "secret", "token", "api_key", "apikey", "private_key"),
        *("args", "arguments", "body", "document", "facts", "params", "stderr", "stdout", "values", "vars"),
    }
)
ENDINGS = ("_password", "_passphrase", "_secret", "_token")
#: Tokens that have got into a text all the same, and passwords in addresses.
TEXTS = (
    (re.compile(r"\bnoc_pat_[A-Za-z0-9_-]+"), INSTEAD),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {INSTEAD}"),
    (re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+@"), rf"\1:{INSTEAD}@"),
)
#: A text without any of these holds none of them; most are ids and words, and there are many.
SIGNS = ("noc_pat_", " ", "://")
DEEPEST = 8


def hide_secrets(logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor; the last one before a line is written."""
    for name, value in line.items():
        if not name.startswith("_"):  # structlog's own, removed before writing
            line[name] = INSTEAD if _is_hidden(name) else _shown(value, DEEPEST)
    return line


@lru_cache(maxsize=1_000)
def _is_hidden(name: object) -> bool:
    plain = str(name).lower().replace("-", "_")
    return plain in HIDDEN or plain.endswith(ENDINGS)


def _shown(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        for sign in SIGNS:  # any() would take three times as long
            if sign in value:
                return _without_tokens(value)
        return value
    if depth == 0:
        return INSTEAD if isinstance(value, Mapping | list | tuple) else value
    if isinstance(value, Mapping):
        return {
            name: INSTEAD if _is_hidden(name) else _shown(inner, depth - 1) for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_shown(inner, depth - 1) for inner in value]
    return value


def _without_tokens(text: str) -> str:
    for pattern, instead in TEXTS:
        text = pattern.sub(instead, text)
    return text
