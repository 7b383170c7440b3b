"""A flowchart as an SVG picture that needs nothing from elsewhere and reads in light and in dark."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from noc_scheduler.flowchart.diagram.layout import BOX_HEIGHT, BOX_WIDTH, Box, Layout, layout
from noc_scheduler.flowchart.model import Flowchart, FlowNode

LONGEST_TITLE = 24
LANE = 9  # between two arrows that lead back up at the side
_STYLE = """\
svg { background: #fff; font: 12px system-ui, sans-serif; color: #1b2430 }
.box { fill: #f3f6fa; stroke: #5a6b7f; stroke-width: 1.2 } .title { fill: #1b2430; text-anchor: middle }
.kind { fill: #5a6b7f; font-size: 10px; text-anchor: middle } .arrow { fill: none; stroke: #5a6b7f; stroke-width: 1.2 }
.label { fill: #33506e; font-size: 10px } .head { fill: #5a6b7f }
.start .box, .end .box { fill: #e3f1e6; stroke: #2e7d46 } .decision .box, .loop .box { fill: #fdf3dc; stroke: #9a6b00 }
.approval .box, .input .box { fill: #efe7fa; stroke: #6a3fb0 }
.notify .box, .publish .box { fill: #e2effb; stroke: #1f6fb2 }
@media (prefers-color-scheme: dark) {
  svg { background: #14191f } .title { fill: #e8edf3 } .kind, .label { fill: #a9b8c8 } .head { fill: #8fa3b8 }
  .box { fill: #222b35; stroke: #8fa3b8 } .arrow { stroke: #8fa3b8 }
  .start .box, .end .box { fill: #17301f } .decision .box, .loop .box { fill: #33290f }
  .approval .box, .input .box { fill: #2a1f3d } .notify .box, .publish .box { fill: #12293c } }
"""


def svg(flowchart: Flowchart) -> str:
    """The picture, each node and each arrow once."""
    placed = layout(flowchart)
    back = sum(_leads_back(placed, node, target) for node, _, target in _arrows(flowchart))
    width = placed.width + (back + 1) * LANE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {placed.height}" width="{width}" '
        f'height="{placed.height}" role="img" aria-label={quoteattr(flowchart.title)}>',
        f"<title>{escape(flowchart.title)}</title>",
        f"<style>{_STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="head" d="M0 0 8 4 0 8z"/></marker></defs>',
        *_drawn_arrows(flowchart, placed),
        *(_box(node, placed.boxes[node.id]) for node in flowchart.nodes.values()),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _arrows(flowchart: Flowchart) -> Iterator[tuple[str, str, str]]:
    for node in flowchart.nodes.values():
        for outcome, target in node.arrows.items():
            if target in flowchart.nodes:
                yield node.id, outcome, target


def _leads_back(placed: Layout, source: str, target: str) -> bool:
    """Up, to the same row, or past another row: such an arrow takes the way at the side."""
    return placed.boxes[target].row - placed.boxes[source].row != 1


def _drawn_arrows(flowchart: Flowchart, placed: Layout) -> Iterator[str]:
    lane = 0
    leaving: dict[str, int] = {}
    for source, outcome, target in _arrows(flowchart):
        number = leaving[source] = leaving.get(source, -1) + 1
        count = len(flowchart.nodes[source].arrows)
        one, other = placed.boxes[source], placed.boxes[target]
        start = one.x + BOX_WIDTH * (number + 1) // (count + 1)
        bottom = one.y + BOX_HEIGHT
        if _leads_back(placed, source, target):
            lane += 1
            side = placed.width + lane * LANE - LANE
            under, over = bottom + 14 + 12 * (number % 4), other.y - 10 - 3 * (lane % 4)
            middle = other.x + BOX_WIDTH - 24
            path = f"M{start} {bottom}V{under}H{side}V{over}H{middle}V{other.y}"
            label = (start + 3, under - 2)
        else:
            into = other.x + BOX_WIDTH // 2
            turn = bottom + 18 + 12 * (number % 4)
            path = f"M{start} {bottom}V{turn}H{into}V{other.y}"
            label = (start + 3, turn - 3)
        yield f'<path class="arrow" marker-end="url(#head)" d="{path}"/>'
        yield f'<text class="label" x="{label[0]}" y="{label[1]}">{escape(outcome)}</text>'


def _box(node: FlowNode, box: Box) -> str:
    middle = box.x + BOX_WIDTH // 2
    title = node.title if len(node.title) <= LONGEST_TITLE else node.title[: LONGEST_TITLE - 1] + "…"
    rounded = BOX_HEIGHT // 2 if node.kind in ("start", "end") else 4
    return (
        f'<g class="node {node.kind or "unknown"}"><title>{escape(node.title)}</title>'
        f'<rect class="box" x="{box.x}" y="{box.y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="{rounded}"/>'
        f'<text class="title" x="{middle}" y="{box.y + 20}">{escape(title)}</text>'
        f'<text class="kind" x="{middle}" y="{box.y + 35}">{escape(node.kind)} · {escape(node.id)}</text></g>'
    )
