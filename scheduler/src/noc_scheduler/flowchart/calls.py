"""Calls: which procedures and channels a procedure names, and whether the calls come to an end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from noc_scheduler.flowchart.kinds.notify import NotifySpec
from noc_scheduler.flowchart.kinds.procedure import ProcedureSpec
from noc_scheduler.flowchart.model import Flowchart

#: How many procedures may stand inside each other, the outermost not counted.
MAX_DEPTH = 5


@dataclass(frozen=True, slots=True)
class CallProblem:
    """Why a procedure can't be called: `path` are the names from the outermost to the one in question."""

    code: str
    path: tuple[str, ...]
    message: str


def called(flowchart: Flowchart) -> tuple[str, ...]:
    """The names of the procedures that a flowchart calls, each once, in the order they are written."""
    specs = (node.spec for node in flowchart.nodes.values() if isinstance(node.spec, ProcedureSpec))
    return tuple(dict.fromkeys(spec.procedure for spec in specs))


def channels_told(flowchart: Flowchart) -> frozenset[str]:
    """The names of the channels that a flowchart tells something."""
    specs = (node.spec for node in flowchart.nodes.values())
    return frozenset(spec.channel for spec in specs if isinstance(spec, NotifySpec))


def call_problems(flowchart: Flowchart, library: Mapping[str, Flowchart]) -> list[CallProblem]:
    """Everything that keeps the calls of a flowchart from being walked: something missing, a circle, too deep.

    Every name is followed once from each caller and never below `MAX_DEPTH`, so that it ends.
    """
    return list(dict.fromkeys(_followed(flowchart, library, (flowchart.name,), set())))


def _followed(
    flowchart: Flowchart, library: Mapping[str, Flowchart], path: tuple[str, ...], clean: set[tuple[str, int]]
) -> Iterator[CallProblem]:
    for name in called(flowchart):
        here = (*path, name)
        told = " → ".join(here)
        if name in path:
            yield CallProblem("subprocedure.recursion", here, f"a procedure calls itself: {told}")
        elif name not in library:
            message = f"there is no published procedure '{name}', which is called here: {told}"
            yield CallProblem("subprocedure.missing", here, message)
        elif len(path) > MAX_DEPTH:
            message = f"procedures stand inside each other at most {MAX_DEPTH} deep: {told}"
            yield CallProblem("subprocedure.too_deep", here, message)
        elif (name, len(path)) not in clean:
            clean.add((name, len(path)))
            yield from _followed(library[name], library, here, clean)
