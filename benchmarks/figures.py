"""The figures of the durable scheduler, each measured on an empty database of its own."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from benchmarks.house import House, StandInNode, Taken, wait_for
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.store.tables import executions, host_runs

BATCH = 100
LONG = 60.0


def rounds(tasks: int = 10) -> str:
    """A runbook that goes round and round over tasks, with a decision and a variable in each round."""
    first, last = "t0", f"t{tasks - 1}"
    lines = [
        "apiVersion: noc/v1",
        "kind: Procedure",
        "metadata: {name: rounds}",
        "spec:",
        "  nodes:",
        "    begin: {kind: start, next: round}",
        "    round:",
        "      kind: loop",
        "      while: loop.round.index < 900",
        "      max_iterations: 900",
        f"      next: {{again: {first}, done: done, exhausted: done}}",
    ]
    for number in range(tasks):
        name, following = f"t{number}", f"t{number + 1}" if number + 1 < tasks else "look"
        argv = 'argv: [systemctl, is-active, "${host.vars.service}"]'
        lines += [
            f"    {name}: {{kind: task, purpose: monitoring, module: ansible.builtin.command, "
            f"args: {{{argv}}}, timeout: 30s, next: {following}}}"
        ]
    lines += [
        f"    look: {{kind: decision, branches: [{{when: steps.{last}.rc == 0, next: note}}], otherwise: note}}",
        "    note: {kind: set, vars: {seen: '${host.name}'}, next: round}",
        "    done: {kind: end}",
    ]
    return "\n".join(lines) + "\n"


SHORT = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: short}
spec:
  nodes:
    begin: {kind: start, next: check}
    check: {kind: task, purpose: monitoring, module: ansible.builtin.command, args: {argv: [uptime]}, next: done}
    done: {kind: end}
"""


@dataclass(frozen=True, slots=True)
class Transitions:
    """Hosts moved on per second: report applied, next attempt handed over, all of it durable.

    `cpu_us` is what this process spent on one of them, which other programs on the machine don't change.
    """

    per_second: float
    cpu_us: float
    per_second_with_running: float


@dataclass(frozen=True, slots=True)
class Latency:
    """From a report to the next attempt of the same host in its executor node's hands, in milliseconds."""

    p50_ms: float
    p99_ms: float
    worst_ms: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the order until its hosts are frozen, and until every host stands at its first step."""

    frozen_s: float
    begun_s: float


@dataclass(frozen=True, slots=True)
class Outage:
    """Seconds after an outage until all that had come meanwhile is over, and until nothing queues any more."""

    outage_s: float
    load_per_second: float
    backlog: int
    drained_s: float
    caught_up_s: float


@dataclass(slots=True)
class _Reporters:
    """Threads that each report for one executor node until told to stop; what went wrong is raised then."""

    over: threading.Event = field(default_factory=threading.Event)
    problems: list[BaseException] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def add(self, act: Callable[[], object]) -> None:
        """Do this again and again."""

        def run() -> None:
            try:
                while not self.over.is_set():
                    act()
            except BaseException as error:
                self.problems.append(error)
                self.over.set()

        self.threads.append(threading.Thread(target=run, daemon=True))
        self.threads[-1].start()

    def stop(self) -> None:
        """End them all."""
        self.over.set()
        for thread in self.threads:
            thread.join(LONG)
        if self.problems:
            raise self.problems[0]


@contextmanager
def _reporting(*acts: Callable[[], object]):  # type: ignore[no-untyped-def]
    reporters = _Reporters()
    for act in acts:
        reporters.add(act)
    try:
        yield reporters
    finally:
        reporters.stop()


def transitions(house: House, hosts: int, seconds: float) -> Transitions:
    """Two executor nodes report batches of exactly 100 as fast as they are answered."""
    nodes = list(house.nodes.values())
    _fill(house, rounds(), hosts)

    def quick(node: StandInNode) -> None:
        if batch := node.take(BATCH, BATCH, 0.2):
            house.report(node, batch)

    def told(node: StandInNode) -> None:
        if batch := node.take(BATCH // 2, BATCH // 2, 0.2):
            house.report_both(node, batch)

    per_second, cpu = _rate(nodes, quick, seconds)
    return Transitions(per_second, cpu, _rate(nodes, told, seconds)[0])


def _rate(
    nodes: Sequence[StandInNode], act: Callable[[StandInNode], None], seconds: float
) -> tuple[float, float]:
    """Attempts handed over per second, and the microseconds of this process's CPU for each."""
    with _reporting(*(lambda node=node: act(node) for node in nodes)):  # type: ignore[misc]
        time.sleep(seconds / 5)
        began, busy, before = time.perf_counter(), time.process_time(), sum(node.given for node in nodes)
        time.sleep(seconds)
        moved = sum(node.given for node in nodes) - before
        return moved / (time.perf_counter() - began), (time.process_time() - busy) / moved * 1e6


def latency(house: House, hosts: int, rate: float, seconds: float) -> Latency:
    """Tasks end at fixed instants, whether or not the scheduler keeps up; a node reports what has ended since."""
    nodes = list(house.nodes.values())
    _fill(house, rounds(), hosts)
    ended: Mapping[str, deque[tuple[Taken, float]]] = {node.name: deque() for node in nodes}
    due: dict[str, float] = {}
    took: list[float] = []

    def taken(one: Taken) -> None:
        if (instant := due.pop(one.host_run, None)) is not None:
            took.append(one.at - instant)

    def speak(node: StandInNode) -> None:
        queue = ended[node.name]
        if not queue:
            time.sleep(0.0005)
            return
        batch = [queue.popleft() for _ in range(min(BATCH, len(queue)))]
        house.report(node, [one for one, _ in batch])

    for node in nodes:
        node.on_taken = taken
    with _reporting(*(lambda node=node: speak(node) for node in nodes)):  # type: ignore[misc]
        began = time.perf_counter()
        for number in range(int(rate * seconds)):
            instant = began + number / rate
            time.sleep(max(0.0, instant - time.perf_counter()))
            node = nodes[number % len(nodes)]
            for one in node.take(1, 1, LONG):
                due[one.host_run] = instant
                ended[node.name].append((one, instant))
        wait_for(lambda: not due, LONG, "answer to every report")
    settled = sorted(took[len(took) // 10 :])
    return Latency(
        p50_ms=settled[len(settled) // 2] * 1000,
        p99_ms=settled[int(len(settled) * 0.99)] * 1000,
        worst_ms=settled[-1] * 1000,
        per_second=rate,
    )


def starting(house: House, hosts: int) -> Start:
    """The executor nodes are busy: what is measured is the start alone."""
    began = time.perf_counter()
    execution = house.start(rounds(), hosts)
    wait_for(lambda: _status(house, execution) == Status.RUNNING, 10 * LONG, "running execution")
    frozen = time.perf_counter() - began
    wait_for(lambda: not _standing_before(house), 10 * LONG, "host run begun")
    return Start(frozen, time.perf_counter() - began)


def outage(house: House, seconds: float, load: float = 0.7) -> Outage:
    """New hosts come at `load` of what the scheduler can do from start to end; meanwhile no node is there."""
    nodes = list(house.nodes.values())

    def work(node: StandInNode) -> None:
        if node.cut_off:
            time.sleep(0.01)
        elif batch := node.take(1, BATCH, 0.1):
            house.report(node, batch)

    with _reporting(*(lambda node=node: work(node) for node in nodes)):  # type: ignore[misc]
        rate = load * _capacity(house, seconds)
        every, arrivals = 0.5, _Reporters()
        instants = iter(range(1, 10**9))
        began = time.perf_counter()

        def arrive() -> None:
            time.sleep(max(0.0, began + next(instants) * every - time.perf_counter()))
            house.start(SHORT, max(1, round(rate * every)))

        arrivals.add(arrive)
        time.sleep(seconds / 2)
        for node in nodes:
            node.cut_off = True
        time.sleep(seconds)
        newest = house.count(sa.select(sa.func.max(executions.c.number)))
        backlog = _unfinished(house)
        back = time.perf_counter()
        for node in nodes:
            node.cut_off = False
        wait_for(lambda: not _unfinished(house, newest), 10 * LONG, "end of the backlog")
        drained = time.perf_counter() - back
        wait_for(lambda: _unfinished(house) <= 2 * rate * every, 10 * LONG, "catching up")
        caught_up = time.perf_counter() - back
        arrivals.stop()
    return Outage(seconds, rate, backlog, drained, caught_up)


def _capacity(house: House, seconds: float) -> float:
    """Hosts per second from start to end when there is always one more."""
    hosts = 2_000
    _run(house, hosts // 4)
    began = time.perf_counter()
    _run(house, hosts)
    return hosts / (time.perf_counter() - began)


def _run(house: House, hosts: int) -> None:
    house.start(SHORT, hosts)
    wait_for(lambda: _unfinished(house) == 0, 10 * LONG, "end of the first hosts")


def _unfinished(house: House, newest: int | None = None) -> int:
    """Hosts that have not ended, of executions up to this number; one not fired yet counts as a host."""
    ended = (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED)
    hosts = (
        sa.select(sa.func.count())
        .select_from(host_runs.join(executions, executions.c.id == host_runs.c.execution))
        .where(executions.c.status.not_in(ended), host_runs.c.status.not_in(ended))
    )
    unfired = sa.select(sa.func.count()).where(executions.c.status == Status.QUEUED)
    if newest is not None:
        hosts = hosts.where(executions.c.number <= newest)
        unfired = unfired.where(executions.c.number <= newest)
    return house.count(hosts) + house.count(unfired)


def _fill(house: House, text: str, hosts: int) -> None:
    """Every host stands at its first task, and its executor node has that."""
    house.start(text, hosts)
    wait_for(
        lambda: sum(node.given for node in house.nodes.values()) >= hosts, LONG, "attempt for every host"
    )


def _status(house: House, execution: UUID) -> str:
    with house.means.database.reading() as connection:
        return str(
            connection.execute(
                sa.select(executions.c.status).where(executions.c.id == execution)
            ).scalar_one()
        )


def _standing_before(house: House) -> int:
    return house.count(sa.select(sa.func.count()).where(host_runs.c.status == Status.QUEUED))
