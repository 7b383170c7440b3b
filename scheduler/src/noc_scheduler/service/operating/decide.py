"""A person's word on a visit that waits for one."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from noc_scheduler.errors import Complaint, Conflict, Invalid, NotFound
from noc_scheduler.flowchart.happenings import Decided
from noc_scheduler.flowchart.vocabulary import WaitsFor
from noc_scheduler.service.executions.finding import the_execution, uuid_or_none
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.service.walks.flowcharts import steps_read
from noc_scheduler.service.walks.walking import Step, advance
from noc_scheduler.store import host_runs, visits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import Fact


def decide(
    means: Means, reference: str, visit: str, outcome: str, reason: str, actor: Mapping[str, Any]
) -> None:
    """Give a waiting visit its outcome; Conflict when it does not wait for a person (any more)."""

    def act(connection: sa.Connection) -> None:
        now = database_now(connection)
        execution = the_execution(connection, reference)
        identity = uuid_or_none(visit)
        row = None if identity is None else visits.find(connection, execution.id, identity)
        if row is None:
            raise NotFound("not_found", "there is no such visit in this execution")
        loaded = host_runs.load_locked(connection, [row.host_run], steps_read)
        open_visit = loaded[row.host_run].value.open_visits.get(row.number)
        if open_visit is None or open_visit.waits_for is not WaitsFor.PERSON:
            raise Conflict("visit.not_waiting", "this visit does not wait for a person's decision")
        cause = {"kind": Cause.REQUEST}
        data = {"visit": row.number, "node": row.node, "outcome": outcome, "reason": reason}
        fact = Fact(ServiceEvent.VISIT_DECIDED, data, actor, cause)
        step = Step(row.host_run, Decided(row.number, outcome, reason), cause, actor, (fact,))
        moved = advance(connection, means.settings, [step], now, loaded)
        if moved[row.host_run] is loaded[row.host_run].value:
            complaint = Complaint("/outcome", "decision.outcome_unknown", "is no outcome of this node")
            raise Invalid("decision.outcome_unknown", "this visit can't end so", (complaint,))

    means.database.transact(act)
    means.ring()
