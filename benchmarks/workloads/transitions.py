"""W2: hosts × no-op steps: what moving on costs when the executors do nothing, against task queues and Prefect."""

from benchmarks.baselines import OF_TRANSITIONS
from benchmarks.comparison import Series, median
from benchmarks.ground import Load, ground
from benchmarks.product import NAMES, product
from benchmarks.rounds import alternate, opened
from benchmarks.tables import document, parts_line, ratio_lines, table
from benchmarks.workloads.interface import Answer, Asked, Workload
from demo.servers import Backing

KIND = "done"
#: As in W1. The scheduler gives an executor node as much as it has slots, so that many hosts move on at once.
SLOTS = 20
CELERY, PREFECT = "Celery chains + REST", "Prefect"
AIMS = {
    NAMES[Backing.FULL]: {CELERY: 0.9, PREFECT: 6.0},
    NAMES[Backing.EMBEDDED]: {CELERY: 0.3},
}


def measure(asked: Asked) -> Answer:
    """Every contender does the whole load in each round."""
    wanted = {NAMES[backing]: product(backing, SLOTS, idle=True) for backing in asked.stacks}
    with (
        ground(asked.load.hosts, asked.say, listening=False) as place,
        opened(place, asked.load, wanted | asked.chosen(OF_TRANSITIONS)) as everybody,
    ):
        series = alternate(everybody, asked.rounds, {KIND: lambda: None})[KIND]
    ours = [one for one in series if one.name in wanted and one.samples]
    others = [one for one in series if one.name not in wanted]
    lines = table(f"{asked.load.host_tasks:,} transitions", series)
    lines += ["  a second:", *(_rate(one, asked.load) for one in series if one.samples)]
    for one in ours:
        lines += ratio_lines(one, others, AIMS[one.name])
    lines += ["  CPU for each transition:", *(f"  {parts_line(one, asked.load.host_tasks)}" for one in ours)]
    return Answer(lines, {KIND: document(series)})


def _rate(one: Series, load: Load) -> str:
    return f"    {one.name}: {load.host_tasks / median(one.seconds):,.0f}"


WORKLOAD = Workload("W2: 200 hosts × 10 no-op steps through all three layers", Load(200, 10), measure)
