"""Secrets that hosts print in pieces: with escapes between their letters, or with a cut through them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_executor_node.executors.cleaning import capped_text
from noc_executor_node.hiding import INSTEAD, Hiding

SECRET = "S3cr3t-Wörd"
HIDING = Hiding([SECRET])
UNSEEN = [
    "\x1b[31m",
    "\x1b[0;1m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://x\x1b\\",
    "\x1bM",
    "\x08",
    "\r",
    "\u200b",
]


@pytest.mark.parametrize("unseen", UNSEEN)
def test_nothing_a_terminal_shows_nothing_of_keeps_a_secret_readable(unseen: str) -> None:
    assert HIDING.within(f"it is {unseen.join(SECRET)}!") == f"it is {INSTEAD}!"


@given(
    st.lists(st.sampled_from([*UNSEEN, ""]), min_size=len(SECRET), max_size=len(SECRET)),
    st.text(alphabet="ab \n\x1b[0m", max_size=20),
)
def test_wherever_it_stands_and_whatever_is_between_its_letters(between: list[str], around: str) -> None:
    printed = "".join(letter + unseen for letter, unseen in zip(SECRET, between, strict=True))
    assert "S" not in HIDING.within(around + "|" + printed + "|" + around)


def test_what_has_no_secret_stays_as_it_is() -> None:
    text = "\x1b[32mok\x1b[0m: S3cr3t-Word\r\n"
    assert HIDING.within(text) == text


@pytest.mark.parametrize("unseen", ["", "\x1b[31m"])
@pytest.mark.parametrize("limit", range(20, 120, 3))
def test_a_secret_that_lies_across_a_cut_leaves_no_piece(limit: int, unseen: str) -> None:
    printed = unseen.join(SECRET)
    kept, cut = capped_text("." * 7 + printed + "." * 90 + printed + "." * 40, limit)

    shown = HIDING.within(kept)

    assert cut
    assert not set("S3cr3t-Wörd") & set(shown.replace(INSTEAD, "").partition("\n")[0]), shown
    assert not set("ScW-ö") & set(shown.replace(INSTEAD, "").rpartition("\n")[2]), shown
    assert "bytes dropped" in shown


def test_of_secrets_that_begin_alike_the_longest_is_hidden() -> None:
    assert Hiding(["abcd", "abcdef"]).within("x abcdef x") == f"x {INSTEAD} x"


@pytest.mark.parametrize(
    ("secret", "printed"),
    [
        (SECRET, f"\x1b{SECRET}"),
        (SECRET, f"\x1b]0;{SECRET}\x07"),
        (SECRET, f"\x1bP{SECRET}\x1b\\"),
        ("line one\r\nline two", "line one\r\nline two"),
        ("soft\u00adhyphen\u200djoined", "soft\u00adhyphen\u200djoined"),
    ],
)
def test_what_an_escape_swallows_and_what_holds_such_characters_itself_is_hidden(
    secret: str, printed: str
) -> None:
    shown = Hiding([secret]).within(f"before {printed} after")
    assert INSTEAD in shown
    assert secret[1:] not in shown
