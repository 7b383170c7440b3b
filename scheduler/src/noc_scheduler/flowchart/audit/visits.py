"""What events of visits mean to a replay: begun where a token stands, tried, decided once."""

from noc_scheduler.flowchart.audit.finding import Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger, Place, Visited
from noc_scheduler.flowchart.audit.told import Told
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.vocabulary import STATUS_OF_OUTCOME, Outcome, Status

#: How a visit of any kind can end, whatever its node's own outcomes are.
ALWAYS = frozenset({Outcome.FAILED, Outcome.LOST, Outcome.CANCELLED})
#: Kinds whose visits succeed although no arrow is named so.
SUCCEED_SILENTLY = frozenset({"end", "fork"})


def started(ledger: Ledger, told: Told) -> None:
    """A visit begins where its token stands, under the next number."""
    number, name, token = told.data["visit"], told.data["node"], told.data["token"]
    if number in ledger.visits:
        ledger.find(Invariant.DECIDED_ONCE, f"visit {number} begins a second time", told.seq)
    elif number != len(ledger.visits) + 1:
        ledger.find(Invariant.DECIDED_ONCE, f"visit {number} follows visit {len(ledger.visits)}", told.seq)
    kind = told.data["kind"]
    node = ledger.node(name)
    if ledger.flowchart is not None and (node is None or node.kind != kind):
        ledger.find(Invariant.LEGAL_PATH, f"'{name}' is no {kind} of the flowchart", told.seq)
    place = ledger.tokens.get(token)
    if place is None:
        # Where the walk starts is the flowchart's to say: without one the first visit does.
        if ledger.flowchart is not None or ledger.visits:
            message = f"visit {number} is of token {token}, which is not there"
            ledger.find(Invariant.TOKENS_CONSERVED, message, told.seq)
    elif place.node != name or place.visit is not None or place.decided is not None:
        message = f"visit {number} begins at '{name}', but its token {token} is {_whereabouts(place)}"
        ledger.find(Invariant.LEGAL_PATH, message, told.seq)
    elif not place.put_there and place.came_from != told.data.get("came_from"):
        message = (
            f"visit {number} says it was come to from {told.data.get('came_from')}, not {place.came_from}"
        )
        ledger.find(Invariant.LEGAL_PATH, message, told.seq)
    ledger.tokens[token] = Place(name, visit=number)
    ledger.visits[number] = Visited(number, name, token, kind)


def waiting(ledger: Ledger, told: Told) -> None:
    """A visit stands still, and says why."""
    visit = _open(ledger, told)
    if not told.data.get("reason"):
        ledger.find(Invariant.MOVES_ON, f"visit {told.data['visit']} waits without a reason", told.seq)
    if visit is not None:
        visit.status = Status.WAITING
        ledger.close_attempts(visit.number)


def retried(ledger: Ledger, told: Told) -> None:
    """A visit is tried again; what was tried before is over."""
    visit = _open(ledger, told)
    if visit is not None:
        visit.status = Status.RUNNING
        visit.retried += 1
        visit.after_loss += told.data["outcome"] == Outcome.LOST
        ledger.close_attempts(visit.number)


def finished(ledger: Ledger, told: Told) -> None:
    """A visit is decided, once, with an outcome that its node can have."""
    outcome, status = told.data["outcome"], told.data["status"]
    visit = _open(ledger, told)
    if visit is None:
        return
    node = ledger.node(visit.node)
    if node is not None and outcome not in outcomes_of(node):
        ledger.find(Invariant.LEGAL_PATH, f"'{visit.node}' can't end {outcome}", told.seq)
    if status not in (Status.SKIPPED, STATUS_OF_OUTCOME.get(outcome, Status.SUCCEEDED)):
        ledger.find(Invariant.LEGAL_PATH, f"{outcome} is filed as {status}", told.seq)
    visit.status, visit.outcome = status, outcome
    ledger.close_attempts(visit.number)
    if outcome != Outcome.CANCELLED:
        ledger.steps[visit.node] = outcome
    place = ledger.tokens.get(visit.token)
    if place is not None and place.visit == visit.number:
        place.visit, place.decided = None, (visit.number, outcome)
    else:
        message = f"visit {visit.number} ends without its token {visit.token} in it"
        ledger.find(Invariant.TOKENS_CONSERVED, message, told.seq)


def outcomes_of(node: FlowNode) -> frozenset[str]:
    """Every outcome a visit of this node can end with."""
    kind = KINDS.get(node.kind)
    silent = {Outcome.SUCCEEDED} if node.kind in SUCCEED_SILENTLY else set()
    labels = kind.labels(node.spec) if kind is not None and node.fault is None else ()
    return frozenset({*(str(label) for label in labels), *ALWAYS, *silent})


def _open(ledger: Ledger, told: Told) -> Visited | None:
    """The visit the event is about, if it is open and at the node the event says."""
    number = told.data["visit"]
    visit = ledger.visits.get(number)
    if visit is None:
        ledger.find(Invariant.DECIDED_ONCE, f"{told.type} of visit {number}, which never began", told.seq)
        return None
    if not visit.is_open:
        message = f"{told.type} of visit {number}, which had ended {visit.outcome}"
        ledger.find(Invariant.DECIDED_ONCE, message, told.seq)
        return None
    if visit.node != told.data["node"]:
        message = f"visit {number} is of '{visit.node}', not of '{told.data['node']}'"
        ledger.find(Invariant.LEGAL_PATH, message, told.seq)
    return visit


def _whereabouts(place: Place) -> str:
    if place.visit is not None:
        return f"in visit {place.visit} of '{place.node}'"
    if place.decided is not None:
        return f"still at '{place.node}', which ended {place.decided[1]}"
    return f"on its way to '{place.node}'"
