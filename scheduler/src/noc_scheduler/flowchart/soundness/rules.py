"""Every question a check asks about a compiled flowchart, in one list."""

from noc_scheduler.flowchart.compiling import Compiled
from noc_scheduler.flowchart.findings import Notebook
from noc_scheduler.flowchart.soundness import certainty, cycles, joins, naming, shape

_RULES = (
    shape.starts,
    shape.arrows,
    shape.omitted_outcomes,
    shape.reach,
    cycles.without_time,
    cycles.without_exit,
    cycles.once_in_a_cycle,
    joins.joins,
    naming.names,
    naming.unused_parameters,
    naming.conditions,
    certainty.reads,
)


def examine(compiled: Compiled, notebook: Notebook) -> None:
    """Ask every question; what is wrong is noted, and one finding never hides another."""
    if compiled.too_large:
        return
    for rule in _RULES:
        rule(compiled, notebook)
