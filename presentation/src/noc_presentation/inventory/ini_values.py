"""What a value in an INI inventory means: a Python literal where it is one, else the text as it stands."""

import ast
import re
import warnings
from typing import Any

_LITERAL = re.compile(
    r"""(?: [-+]?\s*0[xXoObB][0-9a-fA-F_]+
          | [-+]?\s*(?:[0-9][0-9_]*+(?:\.[0-9_]*+)?|\.[0-9][0-9_]*+)(?:[eE][-+]?[0-9]+)?
          | True | False | None
          )\s*(?:\#.*)?
        | [\[({'"].*  # a list, a map, a text
        | [rRbBuU]{1,2}['"].*""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)


def value(text: str) -> Any:
    """The value Ansible reads: numbers, True, False, None, quoted texts, lists and maps are literals.

    Tuples and sets become lists, bytes become text. What only looks like a literal is text.
    """
    text = text.strip()
    if not _LITERAL.fullmatch(text):
        return text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return _as_json(ast.literal_eval(text))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text


def _as_json(literal: Any) -> Any:
    match literal:
        case list() | tuple():
            return [_as_json(item) for item in literal]
        case set() | frozenset():
            return sorted((_as_json(item) for item in literal), key=repr)
        case dict():
            return {key: _as_json(item) for key, item in literal.items()}
        case bytes():
            return literal.decode()
        case _:
            return literal
