"""Lines of INI inventories are split just as a shell would split them, however that is done."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_presentation.inventory.ini_words import words

PIECES = st.sampled_from(
    ["web1", "a=b", " ", "\t", "'", '"', "\\", "#", "x y", "''", '"a b"', "'#'", "é", "\xa0"]
)


def split_by_a_shell(line: str) -> list[str] | None:
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return None


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_line_is_split_as_a_shell_would(line: str) -> None:
    try:
        ours: list[str] | None = words(line)
    except ValueError:
        ours = None
    assert ours == split_by_a_shell(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("web1 note=\"a b\" role='x y'  n=1", ["web1", "note=a b", "role=x y", "n=1"]),
        ("web1 empty='' mixed=a'b c'\"d\"", ["web1", "empty=", "mixed=ab cd"]),
        ("web1 # and why", ["web1"]),
        (r"web1 path=C:\\temp", ["web1", r"path=C:\temp"]),
    ],
)
def test_quotes_hold_words_together_and_are_gone(line: str, expected: list[str]) -> None:
    assert words(line) == expected
