"""How fast `walk()` is on one core: `python benchmarks/walk.py` prints steps per second; a step is a visit.

Every row walks one host to its end again and again for a while and takes the fastest of the rounds, since a busy
machine can only make a walk slower. What a row's walks do must not change when the engine does.
"""

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from noc_scheduler.flowchart.check import compile_flowchart
from noc_scheduler.flowchart.happenings import Happening, Reported, Started
from noc_scheduler.flowchart.host_run import Host, HostRun, Result
from noc_scheduler.flowchart.instructions import Dispatch
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.state import dump, load
from noc_scheduler.flowchart.walk import new_host_run, walk

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOST = Host("web1", "192.0.2.1", ("web",), ("edge",), {"role": "edge"})
ANSWER = Result(rc=0, stdout="active\n", facts={"distribution": "Debian"}, result={"cmd": ["systemctl"]})
SECONDS = 3.0
AIM = 20_000

Nodes = dict[str, dict[str, Any]]


def chain(length: int = 400) -> Nodes:
    """Decisions and sets one after the other, all within one happening."""
    nodes: Nodes = {"begin": {"kind": "start", "next": "n0"}, "done": {"kind": "end"}}
    for place in range(length):
        after = f"n{place + 1}" if place + 1 < length else "done"
        nodes[f"n{place}"] = (
            {"kind": "set", "vars": {"count": place}, "next": after}
            if place % 2 == 0
            else {
                "kind": "decision",
                "branches": [{"when": f"vars.count == {place - 1}", "next": after}],
                "otherwise": after,
            }
        )
    return nodes


def tasks(length: int = 60) -> Nodes:
    """Tasks one after the other: every step is dispatched and reported."""
    nodes: Nodes = {"begin": {"kind": "start", "next": "n0"}, "done": {"kind": "end"}}
    for place in range(length):
        after = f"n{place + 1}" if place + 1 < length else "done"
        nodes[f"n{place}"] = {"kind": "task", "module": "m", "args": {"on": "${host.name}"}, "next": after}
    return nodes


def loops() -> Nodes:
    """A loop over items around a loop with a condition, with a decision in it."""
    return {
        "begin": {"kind": "start", "next": "each"},
        "each": {
            "kind": "loop",
            "items": list(range(20)),
            "as": "item",
            "next": {"again": "look", "done": "done"},
        },
        "look": {"kind": "task", "module": "m", "next": "inner"},
        "inner": {
            "kind": "loop",
            "while": "loop.inner.index < 4",
            "max_iterations": 10,
            "next": {"again": "ask", "done": "each", "exhausted": "each"},
        },
        "ask": {
            "kind": "decision",
            "branches": [{"when": "vars.item > 100 and host.vars.role == 'core'", "next": "work"}],
            "otherwise": "work",
        },
        "work": {"kind": "task", "module": "m", "args": {"item": "${vars.item}"}, "next": "inner"},
        "done": {"kind": "end"},
    }


def forks(rounds: int = 20) -> Nodes:
    """A fork into eight branches and their join, round after round."""
    branches = [f"work{number}" for number in range(8)]
    return {
        "begin": {"kind": "start", "next": "again"},
        "again": {"kind": "loop", "items": list(range(rounds)), "next": {"again": "split", "done": "done"}},
        "split": {"kind": "fork", "branches": branches},
        **{name: {"kind": "task", "module": "m", "next": "meet"} for name in branches},
        "meet": {"kind": "join", "next": "again"},
        "done": {"kind": "end"},
    }


def flowchart_of(nodes: Nodes) -> Flowchart:
    """The nodes as a checked procedure."""
    return compile_flowchart(
        {"apiVersion": "noc/v1", "kind": "Procedure", "metadata": {"name": "bench"}, "spec": {"nodes": nodes}}
    )


def journey(flowchart: Flowchart) -> tuple[HostRun, int]:
    """Walk one host to its end, every task succeeding in the order of dispatch; how many happenings it took."""
    host_run = new_host_run(flowchart, HOST, {}, {"id": "x", "number": 1, "procedure": "bench"})
    waiting: deque[Happening] = deque([Started()])
    happenings = 0
    while waiting:
        walked = walk(flowchart, host_run, waiting.popleft(), NOW)
        host_run = walked.host_run
        happenings += 1
        for order in walked.instructions:
            if isinstance(order, Dispatch):
                waiting.append(Reported(order.visit, order.attempt, ANSWER))
    return host_run, happenings


def fastest(run: Callable[[], Any]) -> float:
    """Seconds of the fastest of the runs made in `SECONDS`."""
    best = float("inf")
    deadline = time.perf_counter() + SECONDS
    while time.perf_counter() < deadline:
        began = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Print one row per scenario."""
    print(f"walk(), one core, fastest run; aim: {AIM:,} steps/s")
    for name, nodes in (
        ("decisions and sets in one happening", chain()),
        ("tasks dispatched and reported", tasks()),
        ("loops in loops", loops()),
        ("forks into eight and joins", forks()),
    ):
        flowchart = flowchart_of(nodes)
        host_run, happenings = journey(flowchart)
        if host_run.status != "succeeded":
            raise SystemExit(f"{name}: the walk ended {host_run.status}: {host_run.reason}")
        steps = host_run.next_visit - 1
        seconds = fastest(lambda flowchart=flowchart: journey(flowchart))
        print(
            f"{name:38} {steps / seconds:>9,.0f} steps/s {seconds / steps * 1e6:>7.1f} µs/step "
            f"{seconds / happenings * 1e6:>8.1f} µs/happening   ({steps} steps, {happenings} happenings)"
        )
    state = journey(flowchart_of(tasks()))[0]
    seconds = fastest(lambda: load(dump(state)))
    print(f"{'dump and load of 60 steps':38} {seconds * 1e6:>9,.0f} µs")


if __name__ == "__main__":
    main()
