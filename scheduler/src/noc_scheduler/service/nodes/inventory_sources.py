"""Inventory sources of executor nodes: asked for people, and what they tell is passed on as it is."""

from noc_scheduler.errors import Conflict, NotFound, Unavailable
from noc_scheduler.nodes.client import MaybeDelivered, NotDelivered
from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes.executor_nodes import NOWHERE, everyone

AUTHORISED = "authorised"


def pull(means: Means, executor_node: str, source: str) -> str:
    """What the source of the executor node of this name tells now; takes less than a minute.

    Raises NotFound, Conflict for an executor node that is not authorised or can't be reached from here, and
    Unavailable.
    """
    row = next((one.row for one in everyone(means) if one.row.name == executor_node), None)
    if row is None:
        raise NotFound("not_found", "there is no such executor node")
    if row.status != AUTHORISED:
        raise Conflict("executor_node.not_authorised", f"executor node {row.name} is {row.status}")
    if row.url == NOWHERE:
        raise Conflict(
            "executor_node.out_of_reach",
            f"executor node {row.name} takes work in answers to its heartbeats alone, and can't be asked",
        )
    try:
        return means.executor_nodes.inventory(row.url, source)
    except (NotDelivered, MaybeDelivered) as error:
        raise Unavailable("source.unavailable", f"executor node {row.name}: {error}") from error
