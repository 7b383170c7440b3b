"""When a gate opens, and when it no longer can."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from noc_scheduler.flowchart.crossings.amounts import Amount
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class GateRule:
    """Opens when so many hosts have come, or `after_ms` milliseconds after the first.

    `late` is the outcome of a host that comes after the opening.
    """

    needed: Amount | None = None
    after_ms: int | None = None
    late: Outcome = Outcome.OPENED


@dataclass(frozen=True, slots=True)
class Crowd:
    """The hosts of an execution as a gate sees them.

    `arrived` have come to it at least once, `never` can't come any more: their walk is over and they
    haven't. All the others may still come, also those that have not been let go.
    """

    total: int
    arrived: int
    never: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What those that wait at the gate get; `outcome` None means that they go on waiting, for `why`."""

    outcome: Outcome | None
    why: Sentence


def opens_at(rule: GateRule, first_arrival: datetime) -> datetime | None:
    """The moment at which a gate that waits for time opens."""
    return None if rule.after_ms is None else first_arrival + timedelta(milliseconds=rule.after_ms)


def judge(rule: GateRule, crowd: Crowd) -> Verdict:
    """Whether a gate that has not opened opens now, is missed, or stays shut; time opens it otherwise."""
    if rule.needed is None:
        come = {"come": crowd.arrived, "total": crowd.total}
        return Verdict(None, Sentence(Saying.GATE_OPENS_BY_TIME, come))
    wanted = rule.needed.of(crowd.total)
    come = {"come": crowd.arrived, "total": wanted}
    if crowd.arrived >= wanted:
        return Verdict(Outcome.OPENED, Sentence(Saying.GATE_COME, come))
    possible = crowd.total - crowd.never
    if possible < wanted:
        few = {**come, "possible": possible, "hosts": crowd.total}
        return Verdict(Outcome.MISSED, Sentence(Saying.GATE_TOO_FEW, few))
    return Verdict(None, Sentence(Saying.GATE_MORE_MUST, {**come, "more": wanted - crowd.arrived}))
