"""Random sound flowcharts of the built kinds, and random things that happen to a host on them."""

import itertools
from typing import Any

from hypothesis import strategies as st

from noc_scheduler.flowchart.check import compile_flowchart
from noc_scheduler.flowchart.happenings import Decided, Elapsed, Happening, Reported, Started
from noc_scheduler.flowchart.host_run import HostRun, OpenVisit, Result
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.vocabulary import WaitsFor

OUTCOMES = ["succeeded", "changed", "failed", "unreachable", "timed_out", "lost", "cancelled", "marvellous"]
CONDITIONS = [
    "true",
    "host.name == 'web1'",
    "host.vars.nothing",
    "host.vars.number and true",
    "host.vars.number > 3",
    "'web' in host.groups",
    "host.vars.list | first | int < 9",
]


class _Builder:
    """Draws blocks one inside the other; each is entered at one node and goes on to one node."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.nodes: dict[str, dict[str, Any]] = {}
        self.names = (f"n{number}" for number in itertools.count())

    def block(self, following: str, depth: int) -> str:
        makers = [self.task, self.wait, self.notify, self.once, self.set]
        if depth:
            makers += [self.decision, self.loop, self.retry, self.sequence, self.fork, self.fork]
        return self.draw(st.sampled_from(makers))(following, depth - 1)

    def task(self, following: str, depth: int) -> str:
        arrows = self.draw(
            st.sampled_from([following, {"succeeded": following}, {"any": following}, {"failed": following}])
        )
        rerun = self.draw(st.sampled_from(["repeatable", "probe", "once"]))
        retries = {"max": self.draw(st.integers(0, 2)), "delay": self.draw(st.sampled_from(["0s", "3s"]))}
        return self.add({"kind": "task", "module": "m", "rerun": rerun, "retries": retries, "next": arrows})

    def once(self, following: str, depth: int) -> str:
        return self.add({"kind": "task", "module": "m", "next": {"any": following, "lost": following}})

    def wait(self, following: str, depth: int) -> str:
        patience = self.draw(
            st.sampled_from([{"for": "5s"}, {"signal": "go"}, {"signal": "go", "timeout": "1m"}])
        )
        return self.add({"kind": "wait", **patience, "next": {"any": following}})

    def notify(self, following: str, depth: int) -> str:
        text = self.draw(st.sampled_from(["hello", "${host.name}", "${host.vars.nothing}"]))
        return self.add({"kind": "notify", "channel": "log", "message": text, "next": following})

    def set(self, following: str, depth: int) -> str:
        value = self.draw(st.sampled_from([1, "${host.name}", "${host.vars.nothing}"]))
        return self.add({"kind": "set", "vars": {"seen": value}, "next": following})

    def fork(self, following: str, depth: int) -> str:
        """Branches that a join brings together again; a join of two needs two that always begin."""
        wait_for = self.draw(st.sampled_from(["all", "any", 1, 2]))
        name = next(self.names)
        meeting = self.add({"kind": "join", "wait_for": wait_for, "next": following})
        limit = self.draw(st.sampled_from([{}, {}, {"limit": 1}, {"limit": 2}, {"interleave": True}]))
        if wait_for != 2 and self.draw(st.booleans()):
            items = self.draw(st.sampled_from(["host.vars.list", [1], [1, 2, 3]]))
            branch = self.block(meeting, depth)
            return self.add({"kind": "fork", "items": items, "as": "item", "branch": branch, **limit}, name)
        count = self.draw(st.integers(2, 3))
        branches: list[Any] = [self.block(meeting, depth) for _ in range(count)]
        if wait_for == "all" and self.draw(st.booleans()):
            branches[-1] = {"when": self.draw(st.sampled_from(CONDITIONS)), "next": branches[-1]}
        return self.add({"kind": "fork", "branches": branches, **limit}, name)

    def decision(self, following: str, depth: int) -> str:
        branches = [
            {"when": condition, "next": self.block(following, depth)}
            for condition in self.draw(
                st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=3, unique=True)
            )
        ]
        otherwise = self.block(following, depth)
        return self.add({"kind": "decision", "branches": branches, "otherwise": otherwise})

    def loop(self, following: str, depth: int) -> str:
        name = next(self.names)
        question = self.draw(
            st.sampled_from(
                [{"items": "host.vars.list"}, {"items": "host.name"}]
                + [
                    {word: each, "max_iterations": 3}
                    for word in ("while", "until")
                    for each in CONDITIONS[:4]
                ]
            )
        )
        delay = self.draw(st.sampled_from(["0s", "2s"]))
        body = self.sequence(name, depth)
        arrows = {"again": body, "done": following, "exhausted": following}
        return self.add({"kind": "loop", **question, "delay": delay, "next": arrows}, name)

    def retry(self, following: str, depth: int) -> str:
        name = next(self.names)
        back = self.block(name, depth)
        arrows = {"succeeded": following, "any": back}
        return self.add({"kind": "task", "module": "m", "max_visits": 3, "next": arrows}, name)

    def sequence(self, following: str, depth: int) -> str:
        """Something that takes time, and then something else: a cycle through it can't spin."""
        work = self.add({"kind": "task", "module": "m", "next": {"any": following}})
        return self.block(work, depth)

    def add(self, node: dict[str, Any], name: str | None = None) -> str:
        name = name or next(self.names)
        self.nodes[name] = {"max_visits": 4, **node}
        return name


@st.composite
def flowcharts(draw: st.DrawFn) -> Flowchart:
    """A flowchart without a finding of severity error."""
    builder = _Builder(draw)
    builder.nodes["done"] = {"kind": "end", "status": draw(st.sampled_from(["succeeded", "failed"]))}
    first = builder.block("done", 3)
    builder.nodes["begin"] = {"kind": "start", "next": first}
    spec = {"nodes": builder.nodes}
    return compile_flowchart(
        {"apiVersion": "noc/v1", "kind": "Procedure", "metadata": {"name": "drawn"}, "spec": spec}
    )


def expected(draw: st.DrawFn, host_run: HostRun) -> Happening:
    """Something that an open visit of this HostRun waits for."""
    visit = draw(st.sampled_from(sorted(host_run.open_visits.values(), key=lambda each: each.number)))
    if visit.waits_for is WaitsFor.REPORT:
        outcome = draw(st.sampled_from(OUTCOMES))
        return Reported(visit.number, visit.attempts, Result(outcome=outcome, changed=draw(st.booleans())))
    if visit.waits_for is WaitsFor.PERSON and (visit.until is None or draw(st.booleans())):
        return Decided(visit.number, draw(st.sampled_from(["succeeded", "failed", "lost"])))
    return Elapsed(visit.number)


def stale(draw: st.DrawFn, host_run: HostRun) -> Happening:
    """Something that nobody waits for: doubled, late, too early, or made up."""
    number = draw(st.integers(0, host_run.next_visit + 1))
    visit = host_run.open_visits.get(number)
    return draw(st.sampled_from(_stale_for(number, visit)))


def _stale_for(number: int, visit: OpenVisit | None) -> list[Happening]:
    result = Result(outcome="changed")
    if visit is None:
        return [Started(), Reported(number, 1, result), Elapsed(number), Decided(number, "succeeded")]
    doubled = [Reported(number, attempt, result) for attempt in (visit.attempts - 1, visit.attempts + 1)]
    if visit.waits_for is WaitsFor.PERSON:
        return [*doubled, Reported(number, visit.attempts, result), Decided(number, "marvellous")]
    return [*doubled, Decided(number, "succeeded"), Started()]
