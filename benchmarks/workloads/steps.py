"""W1: hosts × `command` steps over SSH, connections cold and warm, against everything that runs Ansible modules."""

from typing import Any

from benchmarks.baselines import OF_STEPS
from benchmarks.comparison import median
from benchmarks.ground import Load, ground
from benchmarks.product import NAMES, Product, product
from benchmarks.rounds import Field, alternate, opened
from benchmarks.tables import document, parts_line, ratio_lines, table
from benchmarks.workloads.interface import Answer, Asked, Workload

COLD, WARM = "cold", "warm"
SLOTS = 20
MOST_MB = 60.0
AIMS = {
    WARM: {"ansible-playbook linear": 3.0, "ansible-playbook Mitogen free": 1.3},
    COLD: {"ansible-playbook linear": 1.0},
}


def measure(asked: Asked) -> Answer:
    """Each contender runs cold and then warm, round after round."""
    wanted = {NAMES[backing]: product(backing, SLOTS) for backing in asked.stacks}
    with ground(asked.load.hosts, asked.say) as place:
        kinds = {COLD: place.fleet.hang_up, WARM: lambda: None}
        with opened(place, asked.load, wanted | asked.chosen(OF_STEPS)) as everybody:
            found = alternate(everybody, asked.rounds, kinds)
            children = {name: ours.executor_children_mb() for name, ours in _products(everybody).items()}
    lines: list[str] = []
    figures: dict[str, Any] = {"executor_children_mb": children}
    for kind, series in found.items():
        lines += ["", *table(f"connections {kind}", series)]
        ours = [one for one in series if one.name in wanted and one.samples]
        others = [one for one in series if one.name not in wanted]
        for one in ours:
            lines += ratio_lines(one, others, AIMS[kind])
        lines += [
            "  CPU for each host-task:",
            *(f"  {parts_line(one, asked.load.host_tasks)}" for one in ours),
        ]
        figures[kind] = document(series)
    lines += ["", "private memory of an executor child, median and most:"]
    for name, each in children.items():
        lines.append(f"  {name:<30} {median(each):.0f} MB, {max(each):.0f} MB  aim ≤ {MOST_MB:.0f} MB")
    return Answer(lines, figures)


def _products(everybody: Field) -> dict[str, Product]:
    """Ours among those who take part."""
    return {name: each for name, each in everybody.contenders.items() if isinstance(each, Product)}


WORKLOAD = Workload("W1: 20 hosts × 10 command steps over SSH", Load(20, 10), measure)
