"""The policy of an execution: how many hosts walk at once, in which waves, when no more are let go, and its
manners towards other executions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from noc_scheduler.flowchart import schema
from noc_scheduler.flowchart.crossings import windows
from noc_scheduler.flowchart.crossings.amounts import AMOUNT, Amount, amount
from noc_scheduler.flowchart.findings import Notebook, Path

REST = "rest"
MAX_WAVES = 50
MOST_EXECUTIONS = 1_000
#: What one start can't change: these keep executions from each other.
PROCEDURE_ONLY = ("max_executions", "lock", "windows")


class OnStop(StrEnum):
    """What a tripped threshold does to the hosts that have not been let go."""

    HOLD = "hold"  # they wait for a person
    RELEASE = "release"  # it is only told; they go on as planned
    ABANDON = "abandon"  # they end cancelled


class Lock(StrEnum):
    """What a walk has to itself among all executions that lock."""

    NONE = "none"
    HOST = "host"  # no other locking walk of the same host begins before this one has ended


@dataclass(frozen=True, slots=True)
class Policy:
    """`waves` are the sizes of all waves but the last, which takes the rest; none means one wave for all.

    `max_executions` of this procedure walk at once, each with at most `max_parallel` hosts, and begin only inside one
    of the `windows`, if there are any. `joins`: messages may bring further hosts into an execution under way.
    """

    max_parallel: int | None = None
    waves: tuple[Amount, ...] = ()
    failed: Amount | None = None
    unreachable: Amount | None = None
    on_stop: OnStop = OnStop.HOLD
    max_executions: int | None = None
    lock: Lock = Lock.NONE
    windows: tuple[Mapping[str, Any], ...] = ()
    joins: bool = False

    def boundaries(self, total: int) -> tuple[int, ...]:
        """How many hosts have been let go, at most, when each wave is under way."""
        reached: list[int] = []
        for wave in self.waves:
            reached.append(min(total, (reached[-1] if reached else 0) + wave.of(total)))
        return (*reached, total)


SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "max_parallel": {"type": "integer", "minimum": 1, "maximum": 10_000},
        "max_executions": {"type": "integer", "minimum": 1, "maximum": MOST_EXECUTIONS},
        "joins": {"type": "boolean"},
        "lock": {"enum": [each.value for each in Lock]},
        "windows": windows.SCHEMA,
        "waves": {
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_WAVES,
            "items": {"anyOf": [*AMOUNT["anyOf"], {"enum": [REST]}]},
        },
        "stop": {
            "type": "object",
            "properties": {"failed": AMOUNT, "unreachable": AMOUNT},
            "minProperties": 1,
            "additionalProperties": False,
        },
        "on_stop": {"enum": [each.value for each in OnStop]},
    },
    "additionalProperties": False,
}


def read_policy(written: Any, notebook: Notebook, path: Path = ("spec", "policy")) -> Policy:
    """The policy that was written; notes everything that is wrong with it, and leaves that out."""
    for problem in schema.problems(SCHEMA, written):
        if _is_no_amount(problem, written):
            continue  # told below, in words that fit it
        place = ".".join(str(step) for step in problem.path)
        message = f"'{place}' {problem.message}" if place else problem.message
        notebook.error(f"policy.{problem.rule}", message, (*path, *problem.path))
    document = written if isinstance(written, Mapping) else {}
    stop = document.get("stop")
    windows.check_windows(document.get("windows"), notebook, (*path, "windows"))
    limits = stop if isinstance(stop, Mapping) else {}
    for name in ("failed", "unreachable"):
        if name in limits and amount(limits[name]) is None:
            message = f"'{limits[name]}' is no number of hosts, and no percentage up to 100%"
            notebook.error("policy.amount", message, (*path, "stop", name))
    action = document.get("on_stop")
    return Policy(
        max_parallel=_whole(document.get("max_parallel")),
        waves=_waves(document.get("waves"), notebook, (*path, "waves")),
        failed=amount(limits.get("failed")),
        unreachable=amount(limits.get("unreachable")),
        on_stop=OnStop(action) if action in set(OnStop) else OnStop.HOLD,
        max_executions=_whole(document.get("max_executions")),
        joins=document.get("joins") is True,
        windows=tuple(_windows(document.get("windows"))),
        lock=Lock.HOST if document.get("lock") == Lock.HOST else Lock.NONE,
    )


def _is_no_amount(problem: schema.Problem, written: Any) -> bool:
    match problem.path:
        case ("waves", int(place)):
            return amount(written["waves"][place]) is None
        case ("stop", "failed" | "unreachable" as name):
            return amount(written["stop"][name]) is None
    return False


def _windows(written: Any) -> list[Mapping[str, Any]]:
    return [each for each in written if isinstance(each, Mapping)] if isinstance(written, list) else []


def _whole(written: Any) -> int | None:
    return written if isinstance(written, int) and not isinstance(written, bool) else None


def _waves(written: Any, notebook: Notebook, path: Path) -> tuple[Amount, ...]:
    waves = written if isinstance(written, list) else []
    sizes: list[Amount] = []
    for place, wave in enumerate(waves):
        size = amount(wave)
        if wave == REST and place == len(waves) - 1:
            continue
        if wave == REST:
            notebook.error("policy.rest_not_last", "'rest' is the last wave", (*path, place))
        elif size is None:
            notebook.error("policy.amount", f"'{wave}' is no size of a wave: 1, 10% or rest", (*path, place))
        else:
            sizes.append(size)
    if waves and waves[-1] != REST:
        notebook.error("policy.no_rest", "the last wave is 'rest', so that no host is forgotten", path)
    return tuple(sizes)
