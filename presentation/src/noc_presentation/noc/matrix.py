"""The host × step matrix as text: one row for each host, or for each way that many hosts have gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from noc_presentation.noc.states import legend, state

MOST_HOST_ROWS = 100
"""With more hosts than this, hosts that went the same way share a row."""
LONGEST_NAME = 28
LONGEST_STATUS = 16
NARROWEST = 3
GAP = 2
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A step as a column."""

    title: str
    step: str

    @property
    def width(self) -> int:
        """How many cells it takes with the gap behind it."""
        return max(cell_len(self.title), NARROWEST) + GAP


def matrix_view(matrix: Document, width: int, ascii_only: bool = False) -> RenderableType:
    """The matrix with its legend. Steps whose names don't fit side by side get numbers, and a key to them."""
    visited = {node for host in matrix["hosts"] for node in host["cells"]}
    steps = [node["id"] for node in matrix["nodes"] if node["id"] in visited]
    rows = _rows(matrix["hosts"])
    room = width - LONGEST_STATUS - max((cell_len(label) for label, _ in rows), default=0)
    columns = [Column(_cut(step), step) for step in steps]
    key = []
    if sum(column.width for column in columns) > room:
        columns = [Column(str(number), step) for number, step in enumerate(steps, start=1)]
        key = [Text(" · ".join(f"{column.title}={column.step}" for column in columns))]
    blocks = [_block(rows, part, ascii_only) for part in _parts(columns, room)]
    words = {cell["outcome"] or cell["status"] for host in matrix["hosts"] for cell in host["cells"].values()}
    return Group(*blocks, *key, legend(words, ascii_only))


def _rows(hosts: Sequence[Document]) -> list[tuple[str, Document]]:
    if len(hosts) <= MOST_HOST_ROWS:
        return [(_cut(host["name"]), host) for host in hosts]
    variants: dict[object, list[Document]] = {}
    for host in hosts:
        variants.setdefault(_way(host), []).append(host)
    by_size = sorted(variants.values(), key=len, reverse=True)
    return [(_shared(same), same[0]) for same in by_size[:MOST_HOST_ROWS]]


def _way(host: Document) -> object:
    return host["outcome_word"] or host["status"], tuple(
        (node, cell["outcome"], cell["status"], cell["visits"])
        for node, cell in sorted(host["cells"].items())
    )


def _shared(hosts: Sequence[Document]) -> str:
    first = _cut(hosts[0]["name"])
    return first if len(hosts) == 1 else f"{first} and {len(hosts) - 1} more"


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _parts(columns: Sequence[Column], room: int) -> Iterable[list[Column]]:
    part: list[Column] = []
    for column in columns:
        if part and sum(each.width for each in part) + column.width > room:
            yield part
            part = []
        part.append(column)
    yield part


def _block(rows: Sequence[tuple[str, Document]], columns: Sequence[Column], ascii_only: bool) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    table.add_column("host", no_wrap=True)
    for column in columns:
        table.add_column(column.title, no_wrap=True, justify="center", min_width=NARROWEST)
    table.add_column("ended", no_wrap=True)
    for label, host in rows:
        cells = [_cell(host["cells"].get(column.step), ascii_only) for column in columns]
        table.add_row(label, *cells, state(host["outcome_word"] or host["status"]).text(ascii_only))
    return table


def _cell(cell: Document | None, ascii_only: bool) -> Text:
    if cell is None:
        return Text("")
    shown = state(cell["outcome"] or cell["status"])
    times = f"×{cell['visits']}" if cell["visits"] > 1 and not ascii_only else ""
    if cell["visits"] > 1 and ascii_only:
        times = f"*{cell['visits']}"
    return Text(f"{shown.sign(ascii_only)}{times}", shown.style)
