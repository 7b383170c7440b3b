"""An execution as a whole: over exactly when its hosts are, and otherwise with something that moves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from noc_scheduler.flowchart.audit.finding import Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger
from noc_scheduler.flowchart.vocabulary import ACTIVE, FINISHED, SEVERITY, Status
from noc_scheduler.service.upkeep.verifying.movers import Moment
from noc_scheduler.store.crossings import Crossing


@dataclass(frozen=True, slots=True)
class Whole:
    """An execution's rows that are not about one host alone."""

    row: Any
    #: Hosts by status: how many, and the lowest ordinal.
    hosts: Mapping[str, tuple[int, int]]
    wait: Any | None
    points: Sequence[Any]
    #: Arrivals that wait, by node.
    waiting: Mapping[str, Sequence[Any]]
    #: The HostRuns that run a shared step and are over.
    elected_over: frozenset[Any]
    strays: Mapping[str, int]
    #: Whether hosts of it that are over are to be resumed.
    resuming: bool = False


def check_execution(ledger: Ledger, whole: Whole, moment: Moment) -> None:
    """Note what is wrong with an execution beside what is wrong with its hosts."""
    row = whole.row
    if ledger.seq != row.last_seq:
        message = f"there are events up to {ledger.seq}, and {row.last_seq} were numbered"
        ledger.find(Invariant.LOG_IS_WHOLE, message)
    if ledger.over != (row.status in FINISHED) or (ledger.over and ledger.status != row.status):
        ledger.find(Invariant.LOG_IS_WHOLE, f"the events say {ledger.status}, the table {row.status}")
    for table, count in whole.strays.items():
        ledger.find(Invariant.LOG_IS_WHOLE, f"{count} rows of {table} belong to no host of it")
    active = sum(count for status, (count, _) in whole.hosts.items() if status in ACTIVE)
    if row.status in FINISHED:
        _over(ledger, whole, active)
    elif row.status == Status.QUEUED:
        if whole.wait is None:
            ledger.find(Invariant.MOVES_ON, "it is queued, and no wait says until when")
    else:
        _under_way(ledger, whole, active)
    if whole.wait is not None and moment.overdue(whole.wait.deadline):
        late = (moment.now - whole.wait.deadline).total_seconds()
        ledger.find(Invariant.MOVES_ON, f"'{whole.wait.act}' is overdue since {late:.0f} s")


def _over(ledger: Ledger, whole: Whole, active: int) -> None:
    if active:
        ledger.find(Invariant.DECIDED_ONCE, f"it is {whole.row.status}, and {active} hosts are on their way")
    elif whole.hosts:
        worst = max((Status(status) for status in whole.hosts), key=lambda status: SEVERITY[status])
        if worst != whole.row.status:
            message = f"it is {whole.row.status}, and the worst of its hosts {worst}"
            ledger.find(Invariant.DECIDED_ONCE, message)
    if whole.wait is not None:
        ledger.find(
            Invariant.MOVES_ON, f"it is {whole.row.status}, and '{whole.wait.act}' waits for it still"
        )
    if ledger.end is not None and whole.hosts:
        counts = {status: count for status, (count, _) in whole.hosts.items()}
        if dict(ledger.end["counts"]) != counts:
            message = f"it ended with {ledger.end['counts']} hosts, and the table has {counts}"
            ledger.find(Invariant.LOG_IS_WHOLE, message)


def _under_way(ledger: Ledger, whole: Whole, active: int) -> None:
    row = whole.row
    if not active and not whole.resuming:
        ledger.find(Invariant.MOVES_ON, f"it is {row.status}, and every host of it is over")
    held, first_held = whole.hosts.get(Status.QUEUED, (0, 0))
    not_let_go = row.admitted is not None and held == active > 0 and first_held > row.admitted
    wished = (row.hold, row.abandoned, row.cancel, row.pace)
    if not_let_go and not whole.resuming and all(wish is None for wish in wished):
        ledger.find(Invariant.MOVES_ON, f"{held} hosts have not been let go, and nothing will let them")
    if row.hold is not None and whole.wait is None:
        ledger.find(Invariant.MOVES_ON, "it is held, and no wait says until when")
    for point in whole.points:
        here = [each for each in whole.waiting.get(point.node, ()) if each.status == Crossing.WAITING]
        decided = point.opened or point.result is not None
        if here and (decided or point.elected in whole.elected_over):
            ledger.find(Invariant.MOVES_ON, f"{len(here)} hosts wait at '{point.node}', which was decided")
