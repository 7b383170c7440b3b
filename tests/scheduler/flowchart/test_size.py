"""Large flowcharts: checked in reasonable time, without recursion, and refused when they are too large."""

import json
import time
from typing import Any

import pytest

from noc_scheduler.flowchart.check import check


def document(nodes: dict[str, Any]) -> str:
    spec = {"nodes": {"begin": {"kind": "start", "next": "n0"}, **nodes, "done": {"kind": "end"}}}
    return json.dumps(
        {"apiVersion": "noc/v1", "kind": "Procedure", "metadata": {"name": "large"}, "spec": spec}
    )


def chain(length: int) -> str:
    last = length - 1
    return document(
        {
            f"n{each}": {"kind": "task", "module": "m", "next": "done" if each == last else f"n{each + 1}"}
            for each in range(length)
        }
    )


def nest(depth: int) -> str:
    """Loops in loops, with a pause on the way out of each."""
    nodes: dict[str, Any] = {f"n{depth}": {"kind": "task", "module": "m", "next": {"any": f"n{depth - 1}"}}}
    for each in range(depth):
        arrows = {"again": f"n{each + 1}", "done": f"rest{each}"}
        nodes[f"n{each}"] = {"kind": "loop", "items": "host.groups", "next": arrows}
        nodes[f"rest{each}"] = {"kind": "wait", "for": "1s", "next": f"n{each - 1}" if each else "done"}
    return document(nodes)


def web(size: int) -> str:
    """Every node leads to many others, and all of them in circles."""
    return document(
        {
            f"n{each}": {
                "kind": "task",
                "module": "m",
                "next": {
                    "succeeded": f"n{(each + 1) % size}",
                    "changed": f"n{(each * 7 + 1) % size}",
                    "failed": f"n{(each * 11 + 3) % size}",
                    "unreachable": f"n{(each * 13 + 5) % size}",
                    "any": "done",
                },
            }
            for each in range(size)
        }
    )


@pytest.mark.parametrize("text", [chain(1990), nest(450), web(1500)], ids=["chain", "nest", "web"])
def test_the_largest_are_checked_in_time(text: str) -> None:
    begun = time.thread_time()
    assert check(text, max_nodes=2000).findings == ()
    assert time.thread_time() - begun < 20


def test_one_too_many_is_refused_and_nothing_else_is_said() -> None:
    assert [finding.code for finding in check(chain(499)).findings] == ["procedure.too_many_nodes"]
    assert check(chain(498)).findings == ()
