"""A flowchart as Mermaid, which many pages and editors draw."""

from collections.abc import Iterator

from noc_scheduler.flowchart.model import Flowchart, FlowNode

#: The two ends of a box, by kind; others are rectangles.
_SHAPES = {
    "start": ("([", "])"),
    "end": ("([", "])"),
    "decision": ("{", "}"),
    "loop": ("{{", "}}"),
    "fork": ("[/", "\\]"),
    "join": ("[\\", "/]"),
    "approval": (">", "]"),
    "input": (">", "]"),
    "notify": ("[[", "]]"),
    "procedure": ("[[", "]]"),
}


def mermaid(flowchart: Flowchart) -> str:
    """The text of the picture, each node and each arrow once, in the author's order."""
    return "\n".join(["flowchart TD", *_lines(flowchart)]) + "\n"


def _lines(flowchart: Flowchart) -> Iterator[str]:
    # A node may be called `end`, which is a word of Mermaid's: numbers are not.
    numbers = {name: f"n{place}" for place, name in enumerate(flowchart.nodes)}
    for node in flowchart.nodes.values():
        left, right = _SHAPES.get(node.kind, ("[", "]"))
        yield f'  {numbers[node.id]}{left}"{_words(node)}"{right}'
    for node in flowchart.nodes.values():
        for outcome, target in node.arrows.items():
            if target in numbers:
                yield f'  {numbers[node.id]} -->|"{_safe(outcome)}"| {numbers[target]}'


def _words(node: FlowNode) -> str:
    title = _safe(node.title)
    return title if node.title == node.id else f"{title}<br/><small>{_safe(node.id)}</small>"


def _safe(text: str) -> str:
    """Nothing in it means anything to Mermaid or to HTML."""
    kept = (letter if letter.isalnum() or letter in " -_.,?!/" else f"#{ord(letter)};" for letter in text)
    return "".join(kept)
