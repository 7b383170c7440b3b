"""Redirecting one host: a step is passed over or done again, or the host is moved to another node."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from noc_scheduler.errors import Complaint, Conflict, Invalid
from noc_scheduler.flowchart.happenings import Happening, Moved, Resumed, Skipped
from noc_scheduler.flowchart.host_run import Fallen, Token
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.operating import why_no_move, why_no_skip
from noc_scheduler.flowchart.vocabulary import FINISHED, Status
from noc_scheduler.service.means import Means
from noc_scheduler.service.operating.acting import Act, do_to, host_run_ids
from noc_scheduler.service.operating.resuming import resume
from noc_scheduler.service.walks.flowcharts import flowchart_for, steps_read
from noc_scheduler.store import host_runs
from noc_scheduler.store.host_runs import Loaded

Place = TypeVar("Place", Token, Fallen)


@dataclass(frozen=True, slots=True)
class Redirection:
    """What is to be done at the node `at` (None: the only one where the host is): pass over it with `outcome`,
    or go `to` another node, or do it again where neither is given."""

    at: str | None = None
    outcome: str | None = None
    to: str | None = None


def redirect(
    means: Means, reference: str, host: str, what: Redirection, actor: Mapping[str, Any], reason: str
) -> None:
    """Redirect a host, whether it is on its way or its walk has failed.

    Conflict when it is nowhere, in several places of which none was named, or where nothing can be redirected;
    Invalid when the way is not one that the flowchart has.
    """
    (identity,) = host_run_ids(means, reference, [host])
    loaded, flowchart = _look(means, identity)
    if loaded.value.status in FINISHED:
        if loaded.value.status is Status.SUCCEEDED:
            raise Conflict("host.succeeded", f"{host} has come to a good end")
        place = _only(loaded.value.fallen, what.at, host)
        to = _checked(flowchart, place, what)
        if what.outcome is None:
            order = Resumed(reason, to={place.token: to})
        else:
            order = Resumed(reason, skip={place.token: what.outcome})
        resume(means, reference, Act(actor, reason, (host,)), order)
        return
    due = _happening(flowchart, _only(loaded.value.tokens, what.at, host), what, reason)
    if not do_to(means, [identity], lambda _: (due, actor)):
        raise Conflict(
            "host.gone_on", f"{host} has gone on meanwhile, or waits at a join for its other branches"
        )


def _happening(flowchart: Flowchart, token: Token, what: Redirection, reason: str) -> Happening:
    to = _checked(flowchart, token, what)
    if what.outcome is None:
        return Moved(token.id, token.node, to, reason)
    return Skipped(token.id, token.node, what.outcome, reason)


def _look(means: Means, identity: UUID) -> tuple[Loaded, Flowchart]:
    with means.database.reading() as connection:
        loaded = host_runs.load(connection, [identity], steps_read)[identity]
        return loaded, flowchart_for(connection, loaded.execution)


def _only(places: tuple[Place, ...], at: str | None, host: str) -> Place:
    found = [place for place in places if at in (None, place.node)]
    where = ", ".join(sorted({place.node for place in places}))
    if not places:
        raise Conflict("host.nowhere", f"{host} has not begun; there is nothing to redirect")
    if not found:
        raise Conflict("host.elsewhere", f"{host} is not at '{at}' but at {where}")
    if len(found) > 1:
        raise Conflict("host.several_places", f"{host} is in several places ({where}); say at which")
    return found[0]


def _checked(flowchart: Flowchart, place: Token | Fallen, what: Redirection) -> str:
    """The node to go to; Invalid where the flowchart doesn't allow it."""
    to = what.to or place.node
    if what.outcome is None:
        problem, path = why_no_move(flowchart, place.forks, place.frames, to), "/to"
    else:
        problem, path = why_no_skip(flowchart, place.node, what.outcome), "/outcome"
    if problem is not None:
        raise Invalid(
            "redirection.impossible", problem, (Complaint(path, "redirection.impossible", problem),)
        )
    return to
