"""Hides texts inside a text: also where escapes stand between their letters, and where a cut went through them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from noc_executor_node.executors.cleaning import CUT

INSTEAD = "[hidden]"
#: What a terminal shows nothing of: escape sequences, other controls, characters without a width.
_UNSEEN = re.compile(
    r"\x1b\[[0-?]*+[ -/]*+[@-~]"
    r"|\x1b\][^\x07\x1b]*+(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*+[0-~]"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060-\u2064\ufeff]"
)
_BEGUN_ESCAPE = re.compile(r"(?:\x1b(?:\[[0-?]*+[ -/]*+|\][^\x07\x1b]*+|[ -/]*+)?)?\Z")
_ENDED_ESCAPE = re.compile(r"\[?[0-?]*+[ -/]*+[@-~]")


class Hiding:
    """Knows the texts to hide, which are not empty."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted(texts, key=len, reverse=True)
        self._whole = re.compile("|".join(map(re.escape, self._texts)))

    def within(self, text: str) -> str:
        """The text with something else where one of those stood, or what a cut left of one."""
        parts = CUT.split(text)
        if len(parts) == 1:
            return self._in_part(text)
        marks = [*CUT.findall(text), ""]
        last = len(parts) - 1
        return "".join(
            self._in_part(part, after_cut=place > 0, before_cut=place < last) + mark
            for place, (part, mark) in enumerate(zip(parts, marks, strict=True))
        )

    def _in_part(self, text: str, *, after_cut: bool = False, before_cut: bool = False) -> str:
        """A text without cuts in it, perhaps with one at its beginning and its end."""
        seen, offsets = _seen(text)
        places = [found.span() for found in self._whole.finditer(seen)]
        if after_cut:
            places.append((0, self._left_at_beginning(seen)))
        if before_cut:
            places.append((len(seen) - self._left_at_end(seen), len(seen)))
        spans = [(offsets(begin), offsets(end - 1) + 1) for begin, end in places if end > begin]
        if seen != text:  # what an escape has swallowed, and texts with such characters of their own
            spans.extend(found.span() for found in self._whole.finditer(text))
        return _without(text, spans)

    def _left_at_end(self, seen: str) -> int:
        """How many characters at the end may be the beginning of one."""
        end = _BEGUN_ESCAPE.search(seen)
        kept = seen[: end.start()] if end else seen
        lengths = (n for text in self._texts for n in range(1, len(text)) if kept.endswith(text[:n]))
        found = max(lengths, default=0)
        return found and found + len(seen) - len(kept)

    def _left_at_beginning(self, seen: str) -> int:
        """How many characters at the beginning may be the end of one, perhaps behind the end of an escape."""
        escape = _ENDED_ESCAPE.match(seen)
        starts = {0, escape.end()} if escape else {0}
        return max(
            (
                start + n
                for start in starts
                for text in self._texts
                for n in range(1, len(text))
                if seen.startswith(text[-n:], start)
            ),
            default=0,
        )


def _seen(text: str) -> tuple[str, "_Offsets"]:
    """What a terminal shows of a text, and where in the text each character of that stands."""
    pieces, begins, end = [], [], 0
    for found in _UNSEEN.finditer(text):
        pieces.append(text[end : found.start()])
        begins.append(end)
        end = found.end()
    pieces.append(text[end:])
    begins.append(end)
    return "".join(pieces), _Offsets(pieces, begins)


class _Offsets:
    """From a place in the joined pieces to the place in the text they were taken from."""

    def __init__(self, pieces: list[str], begins: list[int]) -> None:
        self._begins = begins
        self._joined = [0, *accumulate(map(len, pieces))]

    def __call__(self, place: int) -> int:
        piece = min(bisect_right(self._joined, place), len(self._begins)) - 1
        return self._begins[piece] + place - self._joined[piece]


def _without(text: str, places: list[tuple[int, int]]) -> str:
    return "".join(_pieces(text, sorted(places)))


def _pieces(text: str, places: list[tuple[int, int]]) -> Iterator[str]:
    done = 0
    for begin, end in places:
        if begin >= done:
            yield text[done:begin] + INSTEAD
        done = max(done, end)
    yield text[done:]
