"""Whether somebody may still run what they ordered, asked at the moment it fires: perhaps months after they did."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from noc_presentation.accounts.rights import rights_of
from noc_presentation.errors import Complaint, Invalid
from noc_presentation.inventory.model import Target
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service import reach
from noc_presentation.store import accounts as store
from noc_presentation.store import tokens


def refuse_unless_allowed(
    session: Session, actor_id: str, procedures: Iterable[str], channels: Iterable[str], target: Target
) -> None:
    """Raises Invalid, which ends the execution with these words, for users who are deactivated or may not.

    They need every right that starting it needed: on each procedure and channel, the hosts and their credentials.
    A token of the installation itself may do everything for as long as it isn't revoked.
    """
    token = tokens.with_id(session, actor_id)
    if token is not None:
        if token.revoked_at is not None:
            raise _refused(
                "actor.deactivated", f"the token {token.name} is revoked, so nothing runs in its name"
            )
        return
    user = store.user(session, actor_id)
    if user is None:
        raise _refused("actor.unknown", "whoever ordered this is not known here")
    if not user.active:
        raise _refused("actor.deactivated", f"{user.name} is deactivated, so nothing runs in their name")
    things = reach.of_running(session, procedures, channels, target)
    if not rights_of(session, user.id).may(Verb.EXECUTION_START, things):
        raise _refused("actor.not_allowed", f"{user.name} may not run all of this on these hosts any more")


def _refused(code: str, words: str) -> Invalid:
    return Invalid(code, words, (Complaint("/actor", code, words),))
