"""What people do to a walk: pause it, let it go on, pass over a step, move a token, resume what has fallen."""

from collections.abc import Iterable

from noc_scheduler.flowchart.events import Event, EventType
from noc_scheduler.flowchart.happenings import Cancelled, Continued, Moved, Paused, Resumed, Skipped
from noc_scheduler.flowchart.host_run import Fallen, ForkBranch, Frame, Mark, OpenVisit, Reason, Result, Token
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import FINISHED, Outcome, Status
from noc_scheduler.flowchart.walker import Walker

NO_REASON = Sentence(Saying.NO_REASON)


def cancel(walker: Walker, happening: Cancelled) -> bool:
    """End the walk, now or after the steps that executor nodes work at."""
    words = happening.message or Sentence(Saying.CANCELLED)
    if not happening.after_step or walker.status is Status.QUEUED:
        walker.end_walk(Status.CANCELLED, Reason.saying(Outcome.CANCELLED, "", words))
        return True
    if walker.standing.stopping is not None:
        return False
    walker.standing.stopping = str(words)
    walker.events.append(Event(EventType.HOST_RUN_STOPPING, {"reason": str(words)}))
    return True


def pause(walker: Walker, happening: Paused) -> bool:
    """Let no further step begin."""
    if walker.standing.paused is not None:
        return False
    walker.standing.paused = happening.message or str(NO_REASON)
    walker.events.append(Event(EventType.HOST_RUN_PAUSED, {"reason": walker.standing.paused}))
    return True


def go_on(walker: Walker, happening: Continued) -> bool:
    """Let the tokens that were held go on, in the order in which they came to a stand."""
    if walker.standing.paused is None:
        return False
    walker.standing.paused = None
    walker.events.append(Event(EventType.HOST_RUN_CONTINUED, {"reason": happening.message}))
    walker.standing.let_all_go()
    return True


def why_no_skip(flowchart: Flowchart, node: str, outcome: str) -> str | None:
    """Why a token can't pass over `node` with this outcome; None where it can."""
    kind = KINDS[flowchart.nodes[node].kind]
    if not kind.may_be_skipped:
        return f"'{node}' is a {kind.name}, which can't be passed over"
    labels = [
        str(label) for label in dict.fromkeys((*kind.labels(flowchart.nodes[node].spec), Outcome.FAILED))
    ]
    drawn = [label for label in labels if flowchart.nodes[node].target(label) is not None]
    return None if outcome in drawn else f"'{node}' has no arrow for '{outcome}'; it has {', '.join(drawn)}"


def why_no_move(
    flowchart: Flowchart, forks: Iterable[ForkBranch], frames: Iterable[Frame], to: str
) -> str | None:
    """Why a token in these branches and loops can't be put before `to`; None where it can.

    It may neither leave a fork that a join closes nor come into one, nor come into a loop it has not entered.
    """
    if to not in flowchart.nodes:
        return f"there is no node '{to}'"
    if to == flowchart.start:
        return f"'{to}' is the start, to which nothing comes back"
    closed = {name for name, shape in flowchart.forks.items() if shape.before}
    within = [entry.fork for entry in forks if entry.fork in closed]
    around = _around(flowchart, to)
    if around - set(within):
        return f"'{to}' stands in a branch of '{min(around - set(within))}', which did not send this token"
    if set(within) - around:
        return f"'{to}' is outside the fork '{within[-1]}', whose join waits for this token"
    inside = {frame.loop for frame in frames if frame.inside}
    for loop, shape in flowchart.loops.items():
        if to in shape.body and to != loop and loop not in inside:
            return f"'{to}' stands in the loop '{loop}', which this token is not in: move it to '{loop}'"
    return None


def _around(flowchart: Flowchart, node: str) -> set[str]:
    """The forks between which and whose joins this node stands; a join belongs to the fork it closes."""
    closes = {flowchart.joins[node]} if node in flowchart.joins else set()
    return closes | {
        name
        for name, shape in flowchart.forks.items()
        if any(node in before for before in shape.before.values())
    }


def skip(walker: Walker, happening: Skipped) -> bool:
    """End the step at which the token stands, as skipped, and let the token go on."""
    token = _standing(walker, happening.token, happening.node)
    if token is None or why_no_skip(walker.flowchart, token.node, happening.outcome) is not None:
        return False
    visit = walker.open_visits.get(token.visit) if token.visit is not None else None
    if visit is None:
        _begin_and_pass(walker, token, walker.standing.let_go(token.id), happening.outcome, happening.message)
    else:
        _pass_over(walker, visit, happening.outcome, happening.message)
    return True


def _pass_over(walker: Walker, visit: OpenVisit, outcome: str, message: str) -> None:
    """End the visit as skipped, and send its token along the arrow of `outcome`."""
    walker.withdraw(visit)
    result = Result(outcome=outcome, message=message)
    walker.close(visit, result, status=Status.SKIPPED)
    walker.follow(visit, result)


def _begin_and_pass(walker: Walker, token: Token, came_from: str | None, outcome: str, message: str) -> None:
    """Let a token that stands before its node pass over it: a visit that nothing is done in."""
    visit = walker.begin(token, walker.flowchart.nodes[token.node], came_from)
    if visit is not None:
        _pass_over(walker, visit, outcome, message)


def move(walker: Walker, happening: Moved) -> bool:
    """Give up the step at which the token stands, and put the token before another node, or the same."""
    token = _standing(walker, happening.token, happening.node)
    if token is None or why_no_move(walker.flowchart, token.forks, token.frames, happening.to) is not None:
        return False
    _give_up(walker, token, happening.message)
    same_loop = happening.to == token.node and token.node in walker.flowchart.loops
    came_from = token.node if same_loop else None
    moved = Token(token.id, happening.to, None, token.frames, token.forks, Mark(happening.to, token.frames))
    walker.send(moved, came_from)
    data = {
        "visit": None,
        "token": token.id,
        "node": happening.to,
        "from": token.node,
        "came_from": came_from,
    }
    walker.events.append(Event(EventType.TOKEN_MOVED, {**data, "reason": happening.message}))
    return True


def _give_up(walker: Walker, token: Token, message: str) -> None:
    """End what the token stands in, if it is a visit, without sending it on."""
    visit = walker.open_visits.get(token.visit) if token.visit is not None else None
    if visit is not None:
        walker.withdraw(visit)
        walker.end_visit(visit, Result(outcome=Outcome.CANCELLED, message=message), None)
    else:
        walker.standing.let_go(token.id)


def _standing(walker: Walker, number: int, node: str) -> Token | None:
    """The token, if it still stands there and does not rest at a join, whose count it belongs to."""
    token = walker.tokens.get(number)
    if token is None or token.node != node or walker.has_arrived(token):
        return None
    return token


def why_no_resume(flowchart: Flowchart, fallen: Iterable[Fallen], happening: Resumed) -> str | None:
    """Why fallen tokens can't be put back so; None where they can."""
    for each in fallen:
        if each.token in happening.to:
            problem = why_no_move(flowchart, each.forks, each.frames, happening.to[each.token])
        elif each.token in happening.skip:
            problem = why_no_skip(flowchart, each.node, happening.skip[each.token])
        else:
            problem = None
        if problem is not None:
            return problem
    return None


def resume(walker: Walker, happening: Resumed) -> bool:
    """Open a walk again that is over: what has fallen is put back, what has ended well stays ended."""
    if walker.status not in FINISHED or walker.status is Status.SUCCEEDED:
        return False
    never_began = walker.next_visit == 1
    if why_no_resume(walker.flowchart, walker.standing.fallen, happening) is not None:
        return False
    if not walker.standing.fallen and not never_began:
        return False
    fallen = walker.standing.reopen(happening.message)
    if never_began:
        walker.begin_walk()
    for each in fallen:
        _put_back(walker, each, happening)
    walker.forking.look_again()
    return True


def _put_back(walker: Walker, fallen: Fallen, happening: Resumed) -> None:
    node = happening.to.get(fallen.token, fallen.node)
    rests = fallen.resting and fallen.token not in happening.to
    came_from = fallen.came_from if node == fallen.node and fallen.token not in happening.skip else None
    token = walker.standing.put_back(fallen, node)
    data = {"visit": None, "token": token.id, "node": node, "was": fallen.token, "resting": rests}
    data["came_from"] = came_from
    walker.events.append(Event(EventType.TOKEN_RESUMED, data))
    if fallen.token in happening.skip:
        _begin_and_pass(walker, token, None, happening.skip[fallen.token], happening.message)
    elif not rests:
        if fallen.visit is not None and fallen.token not in happening.to:
            walker.done_again[token.id] = fallen.visit
        walker.send(token, came_from)
