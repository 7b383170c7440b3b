"""Random sound procedures, drawn by a seed: blocks one inside the other, all on their way to one end."""

import itertools
from collections.abc import Callable
from random import Random
from typing import Any

from noc_scheduler.flowchart.check import compile_flowchart
from noc_scheduler.flowchart.document.canonical import digest

Block = Callable[[str, int], str]
CONDITIONS = (
    "true",
    "host.name == 'web1'",
    "host.vars.number > 3",
    "'web' in host.groups",
    "host.vars.nothing",
)
CALLED = {
    "begin": {"kind": "start", "next": "look"},
    "look": {"kind": "task", "module": "m", "rerun": "repeatable", "next": {"any": "pause"}},
    "pause": {"kind": "wait", "for": "3s", "next": "done"},
    "done": {"kind": "end"},
}


def version(name: str, nodes: dict[str, Any]) -> dict[str, Any]:
    """A procedure as it is handed in; raises UnsoundFlowchart when it can't be walked."""
    canonical = {
        "apiVersion": "noc/v1",
        "kind": "Procedure",
        "metadata": {"name": name},
        "spec": {"nodes": nodes},
    }
    compile_flowchart(canonical)
    return {"name": name, "version": 1, "digest": digest(canonical), "canonical": canonical}


def draw_procedure(random: Random) -> dict[str, Any]:
    """A procedure of some ten nodes."""
    drawn = _Drawn(random)
    drawn.nodes["done"] = {"kind": "end", "status": random.choice(("succeeded", "succeeded", "failed"))}
    first = drawn.sequence("done", 2)
    drawn.nodes["begin"] = {"kind": "start", "next": first}
    return version("drawn", drawn.nodes)


class _Drawn:
    """Each block is entered at one node and goes on to `following`."""

    def __init__(self, random: Random) -> None:
        self.random, self.nodes = random, dict[str, dict[str, Any]]()
        self.names = (f"n{number}" for number in itertools.count())

    def block(self, following: str, depth: int) -> str:
        small: list[Block] = [self.task, self.task, self.once, self.wait, self.notify, self.approval]
        small += [self.gate, self.shared, self.call, self.set]
        large: list[Block] = [self.decision, self.loop, self.retry, self.fork, self.fork, self.sequence]
        return self.random.choice(large * 2 + small if depth > 0 else small)(following, depth - 1)

    def sequence(self, following: str, depth: int) -> str:
        return self.block(self.block(following, depth), depth)

    def task(self, following: str, depth: int) -> str:
        arrows = self.random.choice(
            (following, {"succeeded": following}, {"any": following}, {"any": following})
        )
        retries = {"max": self.random.choice((0, 0, 1, 2)), "delay": self.random.choice(("0s", "3s"))}
        rerun = self.random.choice(("repeatable", "probe", "once"))
        return self.add({"kind": "task", "module": "m", "rerun": rerun, "retries": retries, "next": arrows})

    def once(self, following: str, depth: int) -> str:
        arrows = self.random.choice(({"any": following}, {"any": following, "lost": following}))
        return self.add({"kind": "task", "module": "m", "rerun": "once", "next": arrows})

    def shared(self, following: str, depth: int) -> str:
        arrows = {"any": following}
        return self.add(
            {"kind": "task", "module": "m", "scope": "once", "rerun": "repeatable", "next": arrows}
        )

    def wait(self, following: str, depth: int) -> str:
        seconds = self.random.choice(("200ms", "5s", "20s"))
        return self.add({"kind": "wait", "for": seconds, "next": following})

    def notify(self, following: str, depth: int) -> str:
        return self.add({"kind": "notify", "channel": "log", "message": "${host.name}", "next": following})

    def set(self, following: str, depth: int) -> str:
        return self.add({"kind": "set", "vars": {"seen": "${host.name}"}, "next": following})

    def approval(self, following: str, depth: int) -> str:
        expires, quorum = self.random.choice(("10s", "2m")), self.random.choice((1, 1, 2))
        question = {"kind": "approval", "question": "go on?", "expires": expires, "quorum": quorum}
        arrows = {"approved": following, "refused": following, "expired": following}
        return self.add({**question, "next": arrows})

    def gate(self, following: str, depth: int) -> str:
        opens = self.random.choice(({"count": 2}, {"percent": 50}, {"percent": 100}, {"after": "10s"}))
        late = self.random.choice(("opened", "missed"))
        arrows = {"opened": following, "missed": following}
        return self.add({"kind": "gate", "open_when": opens, "late": late, "next": arrows})

    def call(self, following: str, depth: int) -> str:
        return self.add({"kind": "procedure", "procedure": "called", "next": {"any": following}})

    def decision(self, following: str, depth: int) -> str:
        when = self.random.choice(CONDITIONS)
        branches = [{"when": when, "next": self.block(following, depth)}]
        otherwise = self.block(following, depth)
        return self.add({"kind": "decision", "branches": branches, "otherwise": otherwise})

    def loop(self, following: str, depth: int) -> str:
        name = next(self.names)
        over = self.random.choice(({"items": "host.vars.list"}, {"while": "true", "max_iterations": 2}))
        delay = self.random.choice(("0s", "2s"))
        arrows = {"again": self.task(name, depth), "done": following, "exhausted": following}
        return self.add({"kind": "loop", **over, "delay": delay, "next": arrows}, name)

    def retry(self, following: str, depth: int) -> str:
        name = next(self.names)
        arrows = {"succeeded": following, "any": self.block(name, depth)}
        return self.add(
            {"kind": "task", "module": "m", "rerun": "probe", "max_visits": 3, "next": arrows}, name
        )

    def fork(self, following: str, depth: int) -> str:
        wait_for = self.random.choice(("all", "all", "any", 2))
        meeting = self.add({"kind": "join", "wait_for": wait_for, "next": following})
        limit = self.random.choice(({}, {}, {"limit": 1}, {"interleave": True}))
        if wait_for == "all" and self.random.random() < 0.3:
            branch = self.block(meeting, depth)
            return self.add(
                {"kind": "fork", "items": "host.vars.list", "as": "item", "branch": branch, **limit}
            )
        branches = [self.block(meeting, depth) for _ in range(self.random.choice((2, 2, 3)))]
        return self.add({"kind": "fork", "branches": branches, **limit})

    def add(self, node: dict[str, Any], name: str | None = None) -> str:
        name = name or next(self.names)
        self.nodes[name] = {"max_visits": 6, **node}
        return name
