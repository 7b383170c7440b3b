"""Changing what a schedule takes in: from whom, and how often what fails is tried again; all else is made anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from noc_scheduler.errors import NotFound
from noc_scheduler.service.executions.finding import uuid_or_none
from noc_scheduler.service.means import Means
from noc_scheduler.service.triggers.schedules import readable
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.store import events, schedules
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact


@dataclass(frozen=True, slots=True)
class Intake:
    """The parts of a trigger for messages that may change under way; None: from anybody, and never again."""

    senders: list[str] | None
    retry: Mapping[str, Any] | None

    def within(self, trigger: Mapping[str, Any]) -> dict[str, Any]:
        """The trigger with these parts instead of its own."""
        changed = {**trigger, "senders": self.senders, "retry": self.retry}
        return {name: value for name, value in changed.items() if value is not None}


def change(means: Means, reference: str, intake: Intake, actor: Mapping[str, Any], reason: str) -> None:
    """Holds for what comes from now on; what waits to be tried again goes by the new rule too.

    Invalid where the trigger has no such part, as those by time.
    """
    identity = uuid_or_none(reference)

    def act(connection: sa.Connection) -> None:
        row = None if identity is None else schedules.locked(connection, identity)
        if row is None:
            raise NotFound("not_found", "there is no such schedule")
        trigger = readable(intake.within(row.trigger), row.created_at).document()
        schedules.change_trigger(connection, row.id, trigger)
        data = {"name": row.name, "before": row.trigger, "trigger": trigger, "reason": reason}
        fact = Fact(ServiceEvent.SCHEDULE_CHANGED, data, actor, {"kind": Cause.REQUEST})
        events.tell(connection, database_now(connection), About.SCHEDULE, {row.id: [fact]})

    means.database.transact(act)
    means.ring()
