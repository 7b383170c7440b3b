"""What events of tokens mean to a replay: they take arrows, split, meet and leave, and never get lost."""

from noc_scheduler.flowchart.audit.finding import Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger, Place
from noc_scheduler.flowchart.audit.told import Told
from noc_scheduler.flowchart.vocabulary import GOOD_ENDS, Outcome, Status

#: Codes of the reasons for which a walk is ended with tokens still in it.
FORCED = frozenset({"visits.exhausted", "steps.exhausted", "join.cannot_fill"})


def arrow_taken(ledger: Ledger, told: Told) -> None:
    """A token leaves a node that was decided along the arrow which the flowchart has for that outcome."""
    token, source, outcome, target = (told.data[name] for name in ("token", "from", "outcome", "to"))
    ledger.arrows[told.seq] = (source, outcome, target)
    place = _standing(ledger, told, token)
    if place is None:
        return
    node = ledger.node(source)
    if place.begun_by is not None:
        drawn = node.arrows.get(outcome) if node is not None else target
        legal = place.begun_by == told.data["visit"] and place.node == source
    else:
        drawn = node.target(outcome) if node is not None else target
        legal = place.decided == (told.data["visit"], outcome) and place.node == source
    if not legal:
        message = f"the arrow '{source}' -{outcome}-> '{target}' is taken, but nothing had ended so there"
        ledger.find(Invariant.LEGAL_PATH, message, told.seq)
    elif drawn != target or (ledger.flowchart is not None and node is None):
        message = f"the arrow '{source}' -{outcome}-> '{target}' is not drawn: {outcome} leads to {drawn}"
        ledger.find(Invariant.LEGAL_PATH, message, told.seq)
    ledger.tokens[token] = Place(target, came_from=source)


def split(ledger: Ledger, told: Told) -> None:
    """A fork takes one token away, for as many as it has branches."""
    instance = told.data["instance"]
    place = _standing(ledger, told, told.data["token"])
    if place is None:
        return
    if place.decided != (instance, Outcome.SUCCEEDED):
        ledger.find(Invariant.LEGAL_PATH, f"'{told.data['node']}' splits without having ended well", told.seq)
    ledger.planned[instance] = set(told.data["branches"])
    del ledger.tokens[told.data["token"]]


def branch_started(ledger: Ledger, told: Told) -> None:
    """A fork puts a token on one of its branches, each once."""
    token, branch, instance = (told.data[name] for name in ("token", "branch", "instance"))
    if token in ledger.tokens:
        ledger.find(Invariant.TOKENS_CONSERVED, f"token {token} is begun a second time", told.seq)
    if branch in ledger.planned.get(instance, set()):
        ledger.planned[instance].discard(branch)
    else:
        message = f"branch {branch} is begun, which fork visit {instance} has not left to begin"
        ledger.find(Invariant.TOKENS_CONSERVED, message, told.seq)
    ledger.tokens[token] = Place(told.data["node"], begun_by=instance)


def arrived(ledger: Ledger, told: Told) -> None:
    """A token rests at a join."""
    _at_join(ledger, told)


def absorbed(ledger: Ledger, told: Told) -> None:
    """A join takes a token away."""
    if _at_join(ledger, told) is not None:
        del ledger.tokens[told.data["token"]]
    into = told.data.get("into")
    if into is not None and into not in ledger.tokens:
        ledger.find(
            Invariant.TOKENS_CONSERVED, f"it was absorbed into token {into}, which is not there", told.seq
        )


def ended(ledger: Ledger, told: Told) -> None:
    """A token comes to its end, in an end or where going no further is fine."""
    place = _standing(ledger, told, told.data["token"])
    if place is None:
        return
    node = ledger.node(place.node)
    outcome = place.decided[1] if place.decided is not None else None
    may = outcome is not None and (
        node is None or node.kind == "end" or (outcome in GOOD_ENDS and node.target(outcome) is None)
    )
    if not may:
        ledger.find(Invariant.LEGAL_PATH, f"token {told.data['token']} ends at '{place.node}'", told.seq)
    ledger.ends.append(told.data["status"])
    del ledger.tokens[told.data["token"]]


def died(ledger: Ledger, told: Told) -> None:
    """A token dies where no arrow leads on."""
    place = _standing(ledger, told, told.data["token"])
    if place is None:
        return
    node = ledger.node(place.node)
    if node is not None and place.decided is not None and node.target(place.decided[1]) is not None:
        message = f"token {told.data['token']} dies at '{place.node}' although an arrow leads on"
        ledger.find(Invariant.LEGAL_PATH, message, told.seq)
    if not told.data["forgiven"]:
        ledger.ends.append(Status.FAILED)
    del ledger.tokens[told.data["token"]]


def moved(ledger: Ledger, told: Told) -> None:
    """Somebody has put a token before another node; the step it was in has been given up."""
    place = _standing(ledger, told, told.data["token"])
    given_up = place is None or place.decided is None or place.decided[1] == Outcome.CANCELLED
    if place is not None and (place.node != told.data["from"] or not given_up):
        message = f"token {told.data['token']} is moved from '{told.data['from']}', and is at '{place.node}'"
        ledger.find(Invariant.LEGAL_PATH, message, told.seq)
    _put(ledger, told)


def resumed(ledger: Ledger, told: Told) -> None:
    """A token that had fallen is back, under a new number."""
    if told.data["token"] in ledger.tokens:
        ledger.find(
            Invariant.TOKENS_CONSERVED, f"token {told.data['token']} is begun a second time", told.seq
        )
    _put(ledger, told)


def _put(ledger: Ledger, told: Told) -> None:
    node = told.data["node"]
    if ledger.flowchart is not None and ledger.node(node) is None:
        ledger.find(Invariant.LEGAL_PATH, f"a token was put before '{node}', which is no node", told.seq)
    ledger.tokens[told.data["token"]] = Place(node, put_there=True)


def _standing(ledger: Ledger, told: Told, token: int) -> Place | None:
    """The token, which must be there and in no open visit."""
    place = ledger.tokens.get(token)
    if place is None:
        ledger.find(Invariant.TOKENS_CONSERVED, f"{told.type} of token {token}, which is not there", told.seq)
    elif place.visit is not None:
        message = f"{told.type} of token {token}, which is in the open visit {place.visit}"
        ledger.find(Invariant.DECIDED_ONCE, message, told.seq)
    return place


def _at_join(ledger: Ledger, told: Told) -> Place | None:
    place = _standing(ledger, told, told.data["token"])
    node = ledger.node(told.data["node"])
    if place is not None and (
        place.node != told.data["node"]
        or place.decided is not None
        or (node is not None and node.kind != "join")
    ):
        message = (
            f"token {told.data['token']} meets others at '{told.data['node']}', and is at '{place.node}'"
        )
        ledger.find(Invariant.LEGAL_PATH, message, told.seq)
    return place
