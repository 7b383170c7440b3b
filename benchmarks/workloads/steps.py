"""W1: hosts × `command` steps over SSH, connections cold and warm, against everything that runs Ansible modules."""

from typing import Any

from benchmarks.baselines import OF_STEPS
from benchmarks.ground import Load, ground
from benchmarks.product import NAMES, product
from benchmarks.rounds import alternate, opened
from benchmarks.tables import document, parts_line, ratio_lines, table
from benchmarks.workloads.interface import Answer, Asked, Workload

COLD, WARM = "cold", "warm"
SLOTS = 20
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
    lines: list[str] = []
    figures: dict[str, Any] = {}
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
    return Answer(lines, figures)


WORKLOAD = Workload("W1: 20 hosts × 10 command steps over SSH", Load(20, 10), measure)
