"""W4: a thousand hosts over SSH, three steps each, ends without an error; what that takes in memory and open files."""

from benchmarks.footprint import watching
from benchmarks.ground import Load, ground
from benchmarks.product import NAMES, Product, product
from benchmarks.workloads.interface import Answer, Asked, Workload

SLOTS = 20
TARGETS = "hosts' sshd"


def measure(asked: Asked) -> Answer:
    """One run on each stack; a host that does not succeed ends the measurement with an error."""
    lines, figures = [], {}
    with ground(asked.load.hosts, asked.say) as place:
        for backing in asked.stacks:
            place.fleet.hang_up()
            with product(backing, SLOTS)(place, asked.load) as ours:
                assert isinstance(ours, Product)
                asked.say(f"{NAMES[backing]}: starting")
                with watching({**ours.parts, TARGETS: place.fleet.heads}) as peaks:
                    run = ours.execute()
            lines.append(f"  {NAMES[backing]}: all hosts succeeded after {run.seconds:.1f} s; at the peak")
            for name, used in peaks.memory_mb.items():
                lines.append(f"    {name:<30} {used:>8,.0f} MB {peaks.files[name]:>8,} open files")
            figures[NAMES[backing]] = {
                "seconds": run.seconds,
                "memory_mb": peaks.memory_mb,
                "open_files": peaks.files,
            }
    return Answer(lines, figures)


WORKLOAD = Workload("W4: 1,000 hosts × 3 command steps over SSH without an error", Load(1_000, 3), measure)
