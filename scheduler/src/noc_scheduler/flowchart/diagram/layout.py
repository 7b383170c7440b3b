"""Where the boxes of a flowchart stand: rows by distance from the start, in a row by where one comes from."""

from collections import deque
from dataclasses import dataclass

from noc_scheduler.flowchart.model import Flowchart

BOX_WIDTH, BOX_HEIGHT = 176, 44
GAP_ACROSS, GAP_DOWN, MARGIN = 40, 76, 56


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place: its row, and its upper left corner."""

    row: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """All boxes by node, and the size of the whole."""

    boxes: dict[str, Box]
    width: int
    height: int


def layout(flowchart: Flowchart) -> Layout:
    """Rows from the start down; what can't be come to stands in a row of its own below."""
    rows = _rows(flowchart)
    widest = max(len(row) for row in rows)
    inner = widest * BOX_WIDTH + (widest - 1) * GAP_ACROSS
    boxes = {}
    for number, row in enumerate(rows):
        across = len(row) * BOX_WIDTH + (len(row) - 1) * GAP_ACROSS
        left = MARGIN + (inner - across) // 2
        for place, name in enumerate(row):
            x = left + place * (BOX_WIDTH + GAP_ACROSS)
            boxes[name] = Box(number, x, MARGIN + number * (BOX_HEIGHT + GAP_DOWN))
    height = 2 * MARGIN + len(rows) * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN
    return Layout(boxes, inner + 2 * MARGIN, height)


def _rows(flowchart: Flowchart) -> list[list[str]]:
    depth = {flowchart.start: 0}
    rows: list[list[str]] = [[flowchart.start]]
    waiting = deque([flowchart.start])
    while waiting:
        name = waiting.popleft()
        for target in flowchart.nodes[name].arrows.values():
            if target in flowchart.nodes and target not in depth:
                depth[target] = depth[name] + 1
                if depth[target] == len(rows):
                    rows.append([])
                rows[depth[target]].append(target)
                waiting.append(target)
    lost = [name for name in flowchart.nodes if name not in depth]
    return [*rows, lost] if lost else rows
