"""Small flowcharts at random: structured ones, sound more often than not, and then a few arrows bent."""

from dataclasses import replace
from random import Random
from typing import Any

from tests.scheduler.soundness.oracle import Node

Nodes = dict[str, Node]


def flowchart(random: Random) -> Nodes:
    """A flowchart of some nodes whose first is `begin`."""
    nodes: Nodes = {}
    tail = _end(random, nodes)
    head = _block(random, nodes, tail, depth=2)
    nodes["begin"] = Node("step", (head,))
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        _bend(random, nodes)
    return nodes


def _new(nodes: Nodes, node: Node) -> str:
    name = f"n{len(nodes)}"
    nodes[name] = node
    return name


def _end(random: Random, nodes: Nodes) -> str:
    return _new(nodes, Node(random.choice(("end", "end", "end", "terminate"))))


def _block(random: Random, nodes: Nodes, following: str, depth: int) -> str:
    kind = random.choice(("step", "choice", "fork", "fork", "sequence")) if depth else "step"
    match kind:
        case "choice":
            return _new(nodes, Node("step", (_block(random, nodes, following, depth - 1), following)))
        case "sequence":
            return _block(random, nodes, _block(random, nodes, following, depth - 1), depth - 1)
        case "fork":
            return _fork(random, nodes, following, depth)
        case _:
            aside = (_end(random, nodes),) if random.random() < 0.1 else ()
            return _new(nodes, Node("step", (following, *aside)))


def _fork(random: Random, nodes: Nodes, following: str, depth: int) -> str:
    count = random.choice((1, 2, 2, 3))
    wait_for = random.choice((None, None, 1, 2))
    meeting = (
        _new(nodes, Node("join", (following,), wait_for=wait_for)) if random.random() < 0.85 else following
    )
    branches = tuple(
        (
            meeting if random.random() < 0.15 else _block(random, nodes, meeting, depth - 1),
            random.random() < 0.25,
        )
        for _ in range(count)
    )
    failed = (following,) if random.random() < 0.15 else ()
    return _new(nodes, Node("fork", failed, branches))


def _bend(random: Random, nodes: Nodes) -> None:
    """One arrow leads somewhere else."""
    name = random.choice([name for name, node in nodes.items() if node.arrows or node.branches])
    target = random.choice([each for each in nodes if each != "begin"])
    node = nodes[name]
    if node.branches and (not node.arrows or random.random() < 0.7):
        place = random.randrange(len(node.branches))
        bent = [
            (target, asks) if each == place else (head, asks)
            for each, (head, asks) in enumerate(node.branches)
        ]
        nodes[name] = replace(node, branches=tuple(bent))
    else:
        place = random.randrange(len(node.arrows))
        nodes[name] = replace(node, arrows=(*node.arrows[:place], target, *node.arrows[place + 1 :]))


def document(nodes: Nodes) -> dict[str, Any]:
    """The same flowchart as a procedure."""
    written: dict[str, Any] = {"start": {"kind": "start", "next": "begin"}}
    for name, node in nodes.items():
        written[name] = _written(node)
    return {
        "apiVersion": "noc/v1",
        "kind": "Procedure",
        "metadata": {"name": "random"},
        "spec": {"nodes": written},
    }


def _written(node: Node) -> dict[str, Any]:
    match node.kind:
        case "end" | "terminate":
            return {"kind": "end", "terminate": node.kind == "terminate"}
        case "join":
            words = {None: "all", 1: "any"}
            return {
                "kind": "join",
                "wait_for": words.get(node.wait_for, node.wait_for),
                "next": node.arrows[0],
            }
        case "fork":
            branches = [
                {"when": "host.name == 'a'", "next": head} if asks else head for head, asks in node.branches
            ]
            failed = {"next": {"failed": node.arrows[0]}} if node.arrows else {}
            return {"kind": "fork", "branches": branches, **failed}
        case _:
            outcomes = ("succeeded", "failed", "unreachable", "timed_out")
            return {"kind": "task", "module": "m", "next": dict(zip(outcomes, node.arrows, strict=False))}
