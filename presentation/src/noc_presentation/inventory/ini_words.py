"""The words of a line in an INI inventory, split as a shell would; what is usual is split without shlex.

`shlex` looks at each character in Python: of the time that reading 10,000 hosts takes, most was its.
"""

import re
import shlex

#: A word without backslashes and comments; possessive, so that no line makes it look twice at a character.
_WORD = r"""(?:[^\s"'\\#]++|"[^"\\]*+"|'[^'\\]*+')++"""
_USUAL = re.compile(rf"[ \t]*+{_WORD}(?:[ \t]++{_WORD})*+[ \t]*+", re.ASCII)
_WORDS = re.compile(_WORD, re.ASCII)
_QUOTES = re.compile(r"""("|')(.*?)\1""", re.DOTALL)


def words(line: str) -> list[str]:
    """The words; quotes hold one together, `#` begins a comment. Raises ValueError for a quote without its end."""
    if _USUAL.fullmatch(line):
        return [_QUOTES.sub(r"\2", word) for word in _WORDS.findall(line)]
    return shlex.split(line, comments=True)
