"""Introductions: an executor node that an administrator announced is let in when it comes, by presentation's word."""

from dataclasses import dataclass
from uuid import UUID

from noc_scheduler.errors import Invalid, Unauthenticated
from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes.executor_nodes import ShownNode, set_authorisation, set_serves
from noc_scheduler.store import peers
from noc_scheduler.store.executor_nodes import Authorisation


@dataclass(frozen=True, slots=True)
class Introduction:
    """Which introduction an executor node came with, and its signature with the introduction's key."""

    id: UUID
    proof: str


def let_in(means: Means, shown: ShownNode, introduction: Introduction) -> ShownNode:
    """The executor node as it is once presentation has let it in; one that is not pending stays as it is.

    Raises Unauthenticated with presentation's reason when the introduction doesn't hold, and the executor node stays
    pending; Unavailable when presentation is silent: asked again with the same, it answers the same.
    """
    row = shown.row
    if row.status != Authorisation.PENDING:
        return shown
    with means.database.reading() as connection:
        url = peers.presentation_url(connection)
    arrival = {
        "executor_node": str(row.id),
        "name": row.name,
        "public_key": row.public_key,
        "proof": introduction.proof,
    }
    try:
        said = means.presentation.introduce(url, str(introduction.id), arrival)
    except Invalid as error:
        raise Unauthenticated(error.code, error.detail) from error
    whole = said.serves == {"groups": None, "labels": None}
    set_serves(means, str(row.id), None if whole else said.serves, said.actor)
    return set_authorisation(means, str(row.id), Authorisation.AUTHORISED, row.public_key, said.actor)
