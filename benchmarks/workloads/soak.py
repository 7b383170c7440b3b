"""W5: 100,000 no-op tasks, ten executions one after the other, without growth of any part."""

from benchmarks.footprint import Footprint, footprint
from benchmarks.ground import Load, ground
from benchmarks.product import NAMES, product
from benchmarks.workloads.interface import Answer, Asked, Workload

#: As in W1. The scheduler gives an executor node as much as it has slots, so that many hosts move on at once.
SLOTS = 20
EXECUTIONS = 10


def measure(asked: Asked) -> Answer:
    """What each part takes up after every execution; growth is from the first to the last, when all is loaded."""
    lines, figures = [], {}
    with ground(asked.load.hosts, asked.say, listening=False) as place:
        for backing in asked.stacks:
            seen: list[Footprint] = []
            with product(backing, SLOTS, idle=True)(place, asked.load) as ours:
                for number in range(EXECUTIONS):
                    seconds = ours.run()
                    seen.append(footprint(ours.parts))
                    rate = asked.load.host_tasks / seconds
                    taken = ", ".join(f"{name} {mb:,.0f} MB" for name, mb in seen[-1].memory_mb.items())
                    asked.say(
                        f"{NAMES[backing]}: {number + 1} of {EXECUTIONS}, {rate:,.0f} a second; {taken}"
                    )
            lines.append(f"  {NAMES[backing]}: {EXECUTIONS * asked.load.host_tasks:,} tasks")
            lines += _growth(seen)
            figures[NAMES[backing]] = [{"memory_mb": one.memory_mb, "open_files": one.files} for one in seen]
    return Answer(lines, figures)


def _growth(seen: list[Footprint]) -> list[str]:
    first, last = seen[0], seen[-1]
    return [
        f"    {name:<30} {first.memory_mb[name]:>6,.0f} → {last.memory_mb[name]:>6,.0f} MB"
        f" {first.files[name]:>8,} → {last.files[name]:>6,} open files"
        for name in first.memory_mb
    ]


WORKLOAD = Workload("W5: 100,000 no-op tasks without growth", Load(1_000, 10), measure)
