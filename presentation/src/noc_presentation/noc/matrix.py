"""The host × step matrix as text: one row for each host, or for each way that many hosts have gone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from noc_presentation.noc.states import legend, state

MOST_HOST_ROWS = 100
"""With more hosts than this, hosts that went the same way share a row."""
LONGEST_NAME = 28
Document = Mapping[str, Any]


def matrix_view(matrix: Document, width: int, ascii_only: bool = False) -> RenderableType:
    """The matrix with its legend, in several blocks where the steps don't fit side by side."""
    visited = {node for host in matrix["hosts"] for node in host["cells"]}
    nodes = [node for node in matrix["nodes"] if node["id"] in visited]
    rows = _rows(matrix["hosts"])
    labels = [label for label, _ in rows]
    room = width - max((cell_len(label) for label in labels), default=4) - 2 - LONGEST_STATUS
    blocks = [_block(rows, part, ascii_only) for part in _parts(nodes, room)]
    words = {cell["outcome"] or cell["status"] for host in matrix["hosts"] for cell in host["cells"].values()}
    return Group(*blocks, legend(words, ascii_only))


LONGEST_STATUS = 16


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


def _parts(nodes: Sequence[Document], room: int) -> Iterable[list[Document]]:
    part: list[Document] = []
    used = 0
    for node in nodes:
        needed = max(cell_len(_cut(node["id"])), 3) + 2
        if part and used + needed > room:
            yield part
            part, used = [], 0
        part.append(node)
        used += needed
    yield part


def _block(rows: Sequence[tuple[str, Document]], nodes: Sequence[Document], ascii_only: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("host", no_wrap=True)
    for node in nodes:
        table.add_column(_cut(node["id"]), no_wrap=True, justify="center")
    table.add_column("ended", no_wrap=True)
    for label, host in rows:
        cells = [_cell(host["cells"].get(node["id"]), ascii_only) for node in nodes]
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
