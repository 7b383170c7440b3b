"""Keys that hosts show: what is unknown or changed waits for a person, and nothing is ever accepted by itself."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.errors import Complaint, Conflict, Invalid, NotFound
from noc_presentation.inventory import hosts
from noc_presentation.inventory.host_keys import host_keys
from noc_presentation.inventory.key_verdict import Verdict, judge
from noc_presentation.pages import Page, PageRequest
from noc_presentation.store.base import DEFAULT_ACCOUNT
from noc_presentation.store.host_key_reviews import HostKeyReview
from noc_presentation.store.inventory import HostRow
from noc_presentation.store.paging import page


class Status(StrEnum):
    """Where a review is."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


def seen(
    session: Session, name: str, lines: Sequence[str], actor: Actor, now: datetime
) -> tuple[Verdict, HostKeyReview | None]:
    """What the shown keys mean, and the review that waits for a person where they don't match.

    The same keys seen again while a review of them is open or refused make no other. Raises NotFound for an
    unknown host and Invalid for what is no key.
    """
    row = hosts.one(session, name)
    keys = sorted(host_keys(list(lines)))
    if not keys:
        raise Invalid(
            "host_key.none", "no key was seen", [Complaint("/host_keys", "host_key.none", "is empty")]
        )
    verdict = judge(row.host_keys, keys)
    if verdict is Verdict.MATCHES:
        return verdict, None
    mine = _ours().where(HostKeyReview.host_id == row.id, HostKeyReview.status != Status.ACCEPTED)
    known = list(row.host_keys)
    for review in session.scalars(mine):
        if review.seen == keys and review.known == known:
            return verdict, review
    review = HostKeyReview(
        host_id=row.id,
        host=row.name,
        verdict=verdict.value,
        known=known,
        seen=keys,
        seen_at=now,
        seen_by=actor.document(),
        status=Status.OPEN.value,
    )
    session.add(review)
    session.flush()
    return verdict, review


def listed(session: Session, wanted: PageRequest, status: str | None) -> Page[HostKeyReview]:
    """Reviews, newest first."""
    statement = _ours() if status is None else _ours().where(HostKeyReview.status == status)
    return page(session, statement, HostKeyReview.id, wanted, newest_first=True)


def decide(
    session: Session, review_id: str, accept: bool, reason: str, actor: Actor, now: datetime
) -> HostKeyReview:
    """A person's word. Accepted keys take the place of those that were known.

    Raises NotFound, and Conflict where it was decided already or the host has other keys by now.
    """
    review = session.scalar(_ours().where(HostKeyReview.id == review_id).with_for_update())
    if review is None:
        raise NotFound("not_found", "there is no such review")
    if review.status != Status.OPEN:
        raise Conflict("host_key.decided", f"it was {review.status} already")
    if accept:
        row = session.get_one(HostRow, review.host_id)
        if list(row.host_keys) != review.known:
            raise Conflict("host_key.known_changed", "the host has other known keys by now; look at it again")
        row.host_keys = list(review.seen)
        row.revision += 1
        row.changed_at, row.changed_by = now, actor.document()
    review.status = (Status.ACCEPTED if accept else Status.REFUSED).value
    review.reason, review.decided_at, review.decided_by = reason, now, actor.document()
    session.flush()
    return review


def _ours() -> sa.Select[HostKeyReview]:
    return sa.select(HostKeyReview).where(HostKeyReview.account_id == DEFAULT_ACCOUNT)
