"""Figures: how much there is of what matters to whoever runs this layer, counted when somebody wants to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from noc_presentation.store.inventory import HostRow
from noc_presentation.store.notifications import QUEUED, Notification
from noc_presentation.store.procedures import Procedure
from noc_presentation.store.tokens import ApiToken


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts; an instant of None says that nothing is queued."""

    notifications: Mapping[str, int]
    oldest_queued: datetime | None
    longest_due: datetime | None
    living_tokens: int
    hosts: int
    procedures: int


def figures(session: Session, now: datetime) -> Figures:
    """Everything at once."""
    by_status = sa.select(Notification.status, sa.func.count()).group_by(Notification.status)
    queued = sa.select(sa.func.min(Notification.received_at), sa.func.min(Notification.next_try_at))
    oldest, due = session.execute(queued.where(Notification.status == QUEUED)).one()
    living = sa.and_(
        ApiToken.revoked_at.is_(None), sa.or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now)
    )
    return Figures(
        notifications={row[0]: row[1] for row in session.execute(by_status)},
        oldest_queued=oldest,
        longest_due=due,
        living_tokens=_count(session, sa.select(sa.func.count()).select_from(ApiToken).where(living)),
        hosts=_count(session, sa.select(sa.func.count()).select_from(HostRow)),
        procedures=_count(session, sa.select(sa.func.count()).select_from(Procedure)),
    )


def _count(session: Session, query: sa.Select[Any]) -> int:
    return int(session.scalar(query) or 0)
