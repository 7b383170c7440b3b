"""What events of the walk as a whole mean to a replay: it begins, it ends once, it may be reopened."""

from noc_scheduler.flowchart.audit.finding import Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger, Place
from noc_scheduler.flowchart.audit.tokens import FORCED
from noc_scheduler.flowchart.audit.told import Told
from noc_scheduler.flowchart.vocabulary import SEVERITY, Status

#: The token that every walk begins with.
FIRST = 1


def started(ledger: Ledger, told: Told) -> None:
    """The walk begins, with one token before the start."""
    if ledger.status != Status.QUEUED:
        ledger.find(Invariant.DECIDED_ONCE, "the walk begins a second time", told.seq)
        return
    ledger.status = Status.RUNNING
    if ledger.flowchart is not None:
        ledger.tokens[FIRST] = Place(ledger.flowchart.start)


def finished(ledger: Ledger, told: Told) -> None:
    """The walk is over: nothing is open, and no token is left but where everything was ended at once."""
    for number in ledger.open_visits:
        ledger.find(Invariant.DECIDED_ONCE, f"the walk ends with visit {number} undecided", told.seq)
    status = told.data["status"]
    if status not in SEVERITY:
        ledger.find(Invariant.LOG_IS_WHOLE, f"the walk ends {status}, which is no end", told.seq)
    if ledger.tokens and not _at_once(ledger, told):
        left = ", ".join(f"{token} at '{place.node}'" for token, place in ledger.tokens.items())
        ledger.find(Invariant.TOKENS_CONSERVED, f"the walk ends with tokens in it: {left}", told.seq)
    if not ledger.tokens and not _at_once(ledger, told):
        worst = max(ledger.ends, key=lambda end: SEVERITY.get(Status(end), 0), default=Status.SUCCEEDED)
        if status != worst:
            message = f"the walk ends {status}, and the worst of its ends is {worst}"
            ledger.find(Invariant.TOKENS_CONSERVED, message, told.seq)
    ledger.tokens.clear()
    ledger.over, ledger.status = True, status
    ledger.end = dict(told.data)


def reopened(ledger: Ledger, told: Told) -> None:
    """A walk that was over goes on; where its tokens stand is for the events that follow to say."""
    ledger.over, ledger.end = False, None
    ledger.status = Status.RUNNING if ledger.visits else Status.QUEUED
    ledger.ends = [end for end in ledger.ends if end == Status.SUCCEEDED]


def noted(ledger: Ledger, told: Told) -> None:
    """Nothing that a replay keeps."""


def _at_once(ledger: Ledger, told: Told) -> bool:
    """Whether the walk was ended from above: cancelled, a limit, a join, an end that ends all."""
    reason = told.data.get("reason") or {}
    if told.data["status"] == Status.CANCELLED or reason.get("code") in FORCED:
        return True
    decided = {place.node for place in ledger.tokens.values() if place.decided is not None}
    nodes = [ledger.node(name) for name in decided]
    return any(node is not None and node.kind == "end" and node.spec.terminate for node in nodes)
