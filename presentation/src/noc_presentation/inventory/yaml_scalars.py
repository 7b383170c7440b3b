"""Which value a plain YAML scalar is: the core schema of YAML 1.2, nothing more."""

import re
from typing import Any

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {word: word.lower() == "true" for word in ["true", "True", "TRUE", "false", "False", "FALSE"]}
_INTEGER = re.compile(r"[-+]?[0-9]{1,4000}", re.ASCII)
_OCTAL = re.compile(r"0o[0-7]{1,4000}", re.ASCII)
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,4000}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", re.ASCII)

_OLD_BOOLEAN = re.compile(r"yes|no|on|off", re.ASCII | re.IGNORECASE)
_OLD_NUMBER = re.compile(
    r"[-+]?0[0-7_]+|0b[01_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+|[-+]?[0-9]+_[0-9_]+", re.ASCII
)


def scalar(text: str) -> Any:
    """The value: None, a boolean, a number, or the text itself."""
    if text in _NULL:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def read_otherwise_by_ansible(text: str) -> bool:
    """Whether Ansible, whose YAML is 1.1, takes this plain scalar for a boolean or another number."""
    return bool(_OLD_BOOLEAN.fullmatch(text) or _OLD_NUMBER.fullmatch(text))
