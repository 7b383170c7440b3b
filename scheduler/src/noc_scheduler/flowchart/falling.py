"""Falling: which tokens have left a walk badly, and where each is put back when the walk is resumed."""

from collections.abc import Collection

from noc_scheduler.flowchart.host_run import Fallen, Mark, OpenVisit, Result, Token
from noc_scheduler.flowchart.vocabulary import FAILING, STATUS_OF_OUTCOME, Outcome


def marked(token: Token, visit: OpenVisit, result: Result) -> Mark | None:
    """The token's mark once this visit has ended so: what has failed is not overwritten by what has worked."""
    failed = STATUS_OF_OUTCOME.get(result.outcome) in FAILING
    if failed or (visit.attempts and (token.mark is None or not token.mark.failed)):
        return Mark(visit.node, token.frames, failed, visit.number)
    return token.mark


def fell_at(token: Token, node: str, outcome: str, message: str, loops: Collection[str]) -> Fallen:
    """It fell in a visit of `node`, which is done again.

    A loop counts on from there, as on a return of its body, unless all its rounds are used up.
    """
    counts_on = node in loops and outcome != Outcome.EXHAUSTED
    return Fallen(
        token=token.id,
        node=node,
        outcome=str(outcome),
        message=message,
        frames=token.frames,
        forks=token.forks,
        came_from=node if counts_on else None,
        visit=token.visit,
    )


def fell_back(token: Token, outcome: str, message: str) -> Fallen:
    """It fell where nothing is to be done again; it goes back to its mark."""
    mark = token.mark or Mark(token.node, token.frames)
    return Fallen(token.id, mark.node, str(outcome), message, mark.frames, token.forks, visit=mark.visit)


def fell_between(token: Token, came_from: str | None, resting: bool, message: str) -> Fallen:
    """It fell before `token.node`, on its way there or resting at a join."""
    return Fallen(
        token=token.id,
        node=token.node,
        outcome=str(Outcome.CANCELLED),
        message=message,
        frames=token.frames,
        forks=token.forks,
        came_from=came_from,
        resting=resting,
    )
