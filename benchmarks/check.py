"""What a check costs: `python benchmarks/check.py` prints the median for flowcharts of several sizes and shapes.

The largest are beyond what the API takes, on purpose. "canonical" is the check of plain data, as a start does it;
"text" reads the YAML first.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML

from noc_scheduler.flowchart.check import check
from noc_scheduler.flowchart.compiling import compile_document
from noc_scheduler.flowchart.findings import Notebook
from noc_scheduler.flowchart.soundness.rules import examine

MOST = 1_000_000
Nodes = dict[str, dict[str, Any]]


def runbook(size: int) -> Nodes:
    """As people write them: tasks, decisions on what they said, forks that join again, loops."""
    nodes: Nodes = {"begin": {"kind": "start", "next": "n0"}, "done": {"kind": "end"}}
    for place in range(0, size, 10):
        n = [f"n{place + each}" for each in range(10)]
        after = f"n{place + 10}" if place + 10 < size else "done"
        probe = {"kind": "task", "purpose": "monitoring", "module": "ansible.builtin.command"}
        nodes |= {
            n[0]: {
                **probe,
                "args": {"argv": ["true", "${host.name}"]},
                "next": {"succeeded": n[1], "any": n[2]},
            },
            n[1]: {
                "kind": "decision",
                "branches": [{"when": f"steps.{n[0]}.rc == 0", "next": n[3]}],
                "otherwise": n[2],
            },
            n[2]: {"kind": "notify", "channel": "log", "message": "${host.name}", "next": n[3]},
            n[3]: {"kind": "fork", "branches": [n[4], n[5]]},
            n[4]: {**probe, "next": {"any": n[6]}},
            n[5]: {**probe, "next": {"any": n[6]}},
            n[6]: {"kind": "join", "next": n[7]},
            n[7]: {
                "kind": "loop",
                "until": f"steps.{n[4]}.rc == 0",
                "max_iterations": 3,
                "next": {"again": n[8], "done": n[9], "exhausted": n[9]},
            },
            n[8]: {**probe, "next": {"any": n[7]}},
            n[9]: {"kind": "set", "vars": {f"v{place}": f"${{steps.{n[4]}.rc}}"}, "next": after},
        }
    return nodes


def chain(size: int) -> Nodes:
    nodes: Nodes = {"begin": {"kind": "start", "next": "n0"}, "done": {"kind": "end"}}
    for place in range(size):
        following = f"n{place + 1}" if place + 1 < size else "done"
        nodes[f"n{place}"] = {"kind": "task", "module": "a.b.c", "next": following}
    return nodes


def complete(size: int) -> Nodes:
    """Every node leads to every other."""
    names = [f"n{place}" for place in range(size)]
    nodes: Nodes = {"begin": {"kind": "start", "next": "n0"}, "done": {"kind": "end"}}
    for name in names:
        others = [each for each in names if each != name]
        branches = [{"when": f"host.vars.x == {place}", "next": other} for place, other in enumerate(others)]
        nodes[name] = {"kind": "decision", "branches": branches[:100], "otherwise": "done"}
        nodes[name]["branches"] = branches
    return nodes


def document(nodes: Nodes) -> dict[str, Any]:
    return {
        "apiVersion": "noc/v1",
        "kind": "Procedure",
        "metadata": {"name": "big"},
        "spec": {"nodes": nodes},
    }


def of_data(data: dict[str, Any]) -> None:
    notebook = Notebook()
    examine(compile_document(data, notebook, MOST), notebook)


def median(act: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def main() -> None:
    print(f"{'flowchart':<36} {'canonical ms':>13} {'text ms':>9}  aim")
    for name, nodes, rounds, aim in (
        ("1,000 nodes, as people write them", runbook(1_000), 5, "50 ms"),
        ("a chain of 2,000", chain(2_000), 3, "2 s"),
        ("300 nodes, each to all others", complete(300), 1, "2 s"),
    ):
        data = document(nodes)
        canonical = median(lambda data=data: of_data(data), rounds)  # type: ignore[misc]
        print(f"{name:<36} {canonical:>13.0f} {of_text(data):>9}  {aim}", flush=True)


def of_text(data: dict[str, Any]) -> str:
    """Milliseconds of reading and checking it as YAML; a dash where no author would write that much."""
    if sum(len(node.get("branches", ())) for node in data["spec"]["nodes"].values()) > 10_000:
        return "-"
    sink = _Text()
    YAML(typ="safe", pure=True).dump(data, sink)
    return f"{median(lambda: check(sink.text, MOST), 1):.0f}"


class _Text:
    def __init__(self) -> None:
        self.text = ""

    def write(self, piece: bytes | str) -> None:
        self.text += piece if isinstance(piece, str) else piece.decode()


if __name__ == "__main__":
    main()
