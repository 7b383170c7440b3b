"""What somebody watches: a picture that changes on a terminal, plain lines where there is none."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from noc_presentation.noc.board import Board, Change, Place
from noc_presentation.noc.report import heading
from noc_presentation.noc.states import state, tallied
from noc_presentation.noc.times import duration, time_of_day

LINES_AROUND = 7
SMALLEST = 3
MANY_HOSTS = 100
"""With more hosts than this only what went wrong is worth a plain line; the tally tells the rest."""
TALLY_EVERY_S = 5.0
LONGEST_LINE = 160
Document = Mapping[str, Any]


class Screen(Protocol):
    """Shown the execution as it is now, again and again."""

    def show(self, execution: Document, board: Board, changes: Sequence[Change], elapsed: float) -> None:
        """What has changed since the last time."""

    def note(self, words: str) -> None:
        """Something about the watching itself."""

    def close(self) -> None:
        """The end; what is printed next stands below."""


def picture(
    execution: Document, board: Board, height: int, elapsed: float, ascii_only: bool
) -> RenderableType:
    """Counts first, then how many hosts are at which step, then the hosts that moved last."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("host", no_wrap=True, ratio=2)
    table.add_column("at", no_wrap=True, ratio=2)
    table.add_column("state", no_wrap=True, min_width=13)
    table.add_column("since", no_wrap=True, min_width=8)
    table.add_column("", no_wrap=True, ratio=4)
    places = list(board.last_moved())
    rows = max(height - LINES_AROUND, SMALLEST)
    for place in places[:rows]:
        table.add_row(
            place.host,
            place.node,
            state(place.word).text(ascii_only),
            time_of_day(place.at),
            Text(place.words),
        )
    drawn: list[RenderableType] = [
        heading(execution, ascii_only).append(f" · {duration(elapsed)}"),
        tallied(execution["counts"], ascii_only),
        _crowds(board),
        Text(held_words(execution), "bold yellow")
        if execution.get("held")
        else Text(execution["waiting_for"] or "", "blue", no_wrap=True, overflow="ellipsis"),
        table,
    ]
    if len(places) > rows:
        drawn.append(Text(f"and {len(places) - rows} hosts more", "bright_black"))
    return Group(*drawn)


def line(place: Place, ascii_only: bool) -> Text:
    """`09:00:00 web2  check  ✕ failed  rc 3`."""
    at = "" if place.over else f" {place.node} "
    told = Text.assemble(time_of_day(place.at), f" {place.host} ", at, state(place.word).text(ascii_only))
    if place.words:
        told.append(f"  {place.words}")
    told.truncate(LONGEST_LINE, overflow="ellipsis")
    return told


class LiveScreen:
    """The picture on a terminal, drawn anew in its place."""

    def __init__(self, console: Console, ascii_only: bool) -> None:
        self._console, self._ascii = console, ascii_only
        self._note = ""
        self._live = Live(console=console, transient=True, auto_refresh=False)
        self._live.start()

    def show(self, execution: Document, board: Board, changes: Sequence[Change], elapsed: float) -> None:
        drawn = picture(execution, board, self._console.height, elapsed, self._ascii)
        self._live.update(Group(drawn, Text(self._note, "bold red")), refresh=True)
        self._note = ""

    def note(self, words: str) -> None:
        self._note = words

    def close(self) -> None:
        self._live.stop()


class PlainScreen:
    """Lines for a file or pipe: each host's steps while there are few hosts, else tallies and troubles."""

    def __init__(self, console: Console, ascii_only: bool) -> None:
        self._console, self._ascii = console, ascii_only
        self._tally = ""
        self._told_at: float | None = None

    def show(self, execution: Document, board: Board, changes: Sequence[Change], elapsed: float) -> None:
        few = sum(execution["counts"].values()) <= MANY_HOSTS
        for change in changes:
            if few or (change.status_of_host and change.is_bad):
                self._print(line(change.place, self._ascii))
        self._show_tally(execution, elapsed)

    def note(self, words: str) -> None:
        self._print(Text(words))

    def close(self) -> None:
        """Nothing is left open."""

    def _show_tally(self, execution: Document, elapsed: float) -> None:
        tally = tallied(execution["counts"], self._ascii).plain or execution["waiting_for"] or ""
        tally += f"   {held_words(execution)}" if execution.get("held") else ""
        is_due = self._told_at is None or elapsed - self._told_at >= TALLY_EVERY_S
        if tally != self._tally and is_due:
            self._print(Text(f"{duration(elapsed)}: {tally}"))
            self._tally, self._told_at = tally, elapsed

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


def held_words(execution: Document) -> str:
    """Why no more hosts are let go, and what to type about it."""
    number = execution["number"]
    return f"{execution['held']}. To go on: noc executions release {number}; to end it: abandon {number}"


def _crowds(board: Board) -> Text:
    crowds = board.by_node().most_common(6)
    return Text(
        " · ".join(f"{node} {number}" for node, number in crowds), "cyan", no_wrap=True, overflow="ellipsis"
    )
