"""What events of attempts mean to a replay: one at a time, each begun once, and late words move nothing."""

from noc_scheduler.flowchart.audit.finding import Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger, Stage, Tried
from noc_scheduler.flowchart.audit.told import Told
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.vocabulary import Rerun


def dispatched(ledger: Ledger, told: Told) -> None:
    """An attempt is leased to an executor node, under the next lease; no other one of its visit may be."""
    visit, number, lease = told.data["visit"], told.data["number"], told.data["lease"]
    tried = ledger.attempts.get((visit, number))
    seen = ledger.visits.get(visit)
    if seen is None or not seen.is_open:
        ledger.find(Invariant.ONE_LEASE, f"attempt {number} of visit {visit}, which is not open", told.seq)
    for other in ledger.attempts_of(visit):
        if other.number != number and other.is_under_way:
            message = f"attempts {other.number} and {number} of visit {visit} are leased at once"
            ledger.find(Invariant.ONE_LEASE, message, told.seq)
    if lease != (tried.lease if tried is not None else 0) + 1:
        before = tried.lease if tried is not None else 0
        ledger.find(
            Invariant.ONE_LEASE,
            f"attempt {number} of visit {visit}: lease {lease} follows {before}",
            told.seq,
        )
    if tried is not None and not tried.is_under_way:
        message = f"attempt {number} of visit {visit} is leased again, and was {tried.stage}"
        ledger.find(Invariant.ONE_LEASE, message, told.seq)
    if tried is not None:
        tried.lease, tried.stage = lease, Stage.DISPATCHED
        return
    if runs_once(ledger.node(told.data["node"])) and any(
        other.stage is Stage.LOST for other in ledger.attempts_of(visit)
    ):
        message = f"'{told.data['node']}' runs once, and is tried again although an attempt was lost"
        ledger.find(Invariant.RUN_ONCE, message, told.seq)
    tried = Tried(str(told.data["attempt"]), visit, number, lease)
    ledger.attempts[visit, number] = ledger.by_id[tried.id] = tried


def started(ledger: Ledger, told: Told) -> None:
    """The executor node has begun an attempt that it holds."""
    tried = _held(ledger, told)
    if tried is None:
        return
    tried.started += 1
    tried.stage = Stage.STARTED
    if tried.started > 1:
        ledger.find(
            Invariant.RUN_ONCE, f"attempt {tried.number} of visit {tried.visit} begins twice", told.seq
        )
    visit, node = ledger.visits.get(tried.visit), ledger.node(told.data["node"])
    begun = sum(1 for other in ledger.attempts_of(tried.visit) if other.started)
    if visit is not None and runs_once(node) and begun > 1 + visit.retried - visit.after_loss:
        message = f"'{visit.node}' runs once, and visit {visit.number} has begun {begun} attempts"
        ledger.find(Invariant.RUN_ONCE, message, told.seq)


def lost(ledger: Ledger, told: Told) -> None:
    """The lease of an attempt ran out."""
    tried = _held(ledger, told)
    if tried is not None:
        tried.stage = Stage.LOST


def withdrawn(ledger: Ledger, told: Told) -> None:
    """Nobody waits for an attempt any more; one that was not leased yet has no event before this."""
    tried = ledger.attempts.get((told.data["visit"], told.data["attempt"]))
    if tried is not None:
        tried.stage = Stage.WITHDRAWN if tried.ended_by is None else tried.stage


def reported_late(ledger: Ledger, told: Told) -> None:
    """Words under a lease that is not the attempt's any more, or about one that is over."""
    tried = ledger.by_id.get(str(told.data["attempt"]))
    if tried is None:
        message = f"a late report about attempt {told.data['attempt']}, which was never dispatched"
        ledger.find(Invariant.LATE_MOVES_NOTHING, message, told.seq)
    elif tried.is_under_way and tried.lease == told.data["lease"]:
        message = f"a report about attempt {tried.number} of visit {tried.visit} was called late in time"
        ledger.find(Invariant.LATE_MOVES_NOTHING, message, told.seq)
    elif told.data["outcome"] is not None:
        tried.heard_after = True


def runs_once(node: FlowNode | None) -> bool:
    """Whether a lost attempt of this node may not be made good by another."""
    return node is not None and getattr(node.spec, "rerun", None) is Rerun.ONCE


def _held(ledger: Ledger, told: Told) -> Tried | None:
    """The attempt the event is about, which must be under way under this lease."""
    tried = ledger.by_id.get(str(told.data["attempt"]))
    if tried is None:
        message = (
            f"{told.type} of attempt {told.data['number']} of visit {told.data['visit']}, never dispatched"
        )
        ledger.find(Invariant.ONE_LEASE, message, told.seq)
        return None
    if not tried.is_under_way:
        message = f"{told.type} of attempt {tried.number} of visit {tried.visit}, which was {tried.stage}"
        ledger.find(Invariant.LATE_MOVES_NOTHING, message, told.seq)
        return None
    if tried.lease != told.data["lease"]:
        message = f"{told.type} under lease {told.data['lease']}, and lease {tried.lease} holds"
        ledger.find(Invariant.ONE_LEASE, message, told.seq)
    return tried
