"""Sealing: before attempts are told, presentation is asked for the credentials of their hosts, in boxes for one node.

What can't be had is said in words and keeps only its own attempts waiting; nothing is kept for another time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from noc_scheduler.clients.presentation import Need, Sealed
from noc_scheduler.errors import NocError, Unavailable
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, told
from noc_scheduler.nodes.documents import Errand
from noc_scheduler.service.means import Means
from noc_scheduler.store import executor_nodes, peers

#: How long an attempt is left alone whose credentials can't be had.
PAUSE = timedelta(seconds=10)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Lacking:
    """An errand that can't go yet, and why."""

    errand: Errand
    reason: Sentence


def seal(
    means: Means, executor_node: UUID, errands: Sequence[Errand]
) -> tuple[tuple[Errand, ...], tuple[Lacking, ...]]:
    """The errands that can go, with their boxes where they need one, and those that can't."""
    needing = [one for one in errands if one.host.get("credentials")]
    if not needing:
        return tuple(errands), ()
    found: dict[str, Sealed] = {}
    problem = Sentence(Saying.NOT_SEALED)
    try:
        for start in range(0, len(needing), AT_ONCE):
            found |= _ask(means, executor_node, needing[start : start + AT_ONCE])
    except NocError as error:
        problem = Sentence(Saying.CANT_ASK, {"problem": str(error)})
    ready, lacking = [], []
    for one in errands:
        answer = found.get(str(one.id))
        if not one.host.get("credentials"):
            ready.append(one)
        elif answer is None:
            lacking.append(Lacking(one, problem))
        elif answer.document is None:
            lacking.append(Lacking(one, told(f"{answer.code}: {answer.message}")))
        else:
            ready.append(replace(one, sealed=answer.document))
    return tuple(ready), tuple(lacking)


def _ask(means: Means, executor_node: UUID, errands: Sequence[Errand]) -> dict[str, Sealed]:
    with means.database.reading() as connection:
        url = peers.presentation_url(connection)
        row = executor_nodes.find(connection, executor_node)
    if row is None or row.sealing_key is None:
        raise Unavailable("executor_node.no_sealing_key", "the executor node has shown no sealing key yet")
    needs = [
        Need(str(one.id), one.lease, one.host["name"], tuple(one.host["credentials"])) for one in errands
    ]
    answers = means.presentation.seal(
        url, str(executor_node), row.sealing_key, row.sealing_proof or "", needs
    )
    return {answer.attempt: answer for answer in answers}
