"""How a state looks: a symbol, its word and a colour, so that none of the three has to be relied on alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.text import Text


@dataclass(frozen=True, slots=True)
class State:
    """A status or outcome on the screen; `plain` stands in for the symbol where there is only ASCII."""

    word: str
    symbol: str
    plain: str
    style: str

    def text(self, ascii_only: bool = False) -> Text:
        """Symbol and word."""
        return Text(f"{self.sign(ascii_only)} {self.word}", self.style)

    def sign(self, ascii_only: bool = False) -> str:
        """The symbol alone, for a cell whose legend is near."""
        return self.plain if ascii_only else self.symbol


STATES: Mapping[str, State] = {
    known.word: known
    for known in (
        State("succeeded", "✓", "+", "green"),
        State("changed", "▲", "^", "yellow"),
        State("failed", "✕", "x", "bold red"),
        State("unreachable", "⏻", "!", "bold magenta"),
        State("timed_out", "◷", "T", "bold red"),
        State("lost", "?", "?", "bold magenta"),
        State("exhausted", "∞", "E", "bold red"),
        State("cancelled", "⊘", "/", "bright_black"),
        State("skipped", "–", "-", "bright_black"),
        State("queued", "◌", ".", "bright_black"),
        State("running", "◔", ">", "cyan"),
        State("waiting", "‖", "=", "blue"),
        State("pending", "‖", "=", "blue"),
        State("authorised", "✓", "+", "green"),
        State("draining", "‖", "=", "yellow"),
        State("stopping", "‖", "=", "yellow"),
        State("suspended", "–", "-", "bright_black"),
        State("revoked", "⊘", "/", "bright_black"),
        State("delivered", "✓", "+", "green"),
        State("undeliverable", "✕", "x", "bold red"),
    )
}
PASSED = State("passed", "•", "o", "default")
OVER = ("succeeded", "failed", "cancelled")
BAD = ("failed", "unreachable", "timed_out", "lost", "exhausted")


def state(word: str | None) -> State:
    """The state of this name; an outcome of its own making (a branch, `done`) counts as passed."""
    if word is None:
        return State("–", "", "", "bright_black")
    return STATES.get(word, State(word, PASSED.symbol, PASSED.plain, PASSED.style))


def legend(words: Iterable[str], ascii_only: bool = False) -> Text:
    """The symbols of a picture explained, in the order in which the states are listed above."""
    present = set(words)
    known = [each for word, each in STATES.items() if word in present]
    if present - STATES.keys():
        known.append(PASSED)
    return Text("   ").join(each.text(ascii_only) for each in known)


def tallied(counts: Mapping[str, int], ascii_only: bool = False) -> Text:
    """`✓ succeeded 12   ✕ failed 1`, those that are none left out."""
    parts = [state(word).text(ascii_only).append(f" {counts[word]}") for word in STATES if counts.get(word)]
    return Text("   ").join(parts)
