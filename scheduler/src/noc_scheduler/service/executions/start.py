"""Starting: an execution is stored with everything frozen but its hosts, asked for when it fires."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Complaint, Invalid
from noc_scheduler.flowchart.crossings.policy import Lock
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.service.executions.bundles import accept_bundle
from noc_scheduler.service.executions.policy import merged
from noc_scheduler.service.idempotency import once
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.service.walks import flowcharts
from noc_scheduler.settings import Settings
from noc_scheduler.store import calls, events, executions, waits
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.executions import NewExecution
from noc_scheduler.store.priority import USUAL
from noc_scheduler.store.waits import Wait, WaitAct

#: How far back a start may lie and still mean "now".
GRACE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run on what, asked by whom; `body` is what was said word for word."""

    procedure: Mapping[str, Any]
    target: Mapping[str, Any]
    params: Mapping[str, Any]
    actor: Mapping[str, Any]
    start_at: datetime | None
    body: Mapping[str, Any]
    policy: Mapping[str, Any] = field(default_factory=dict)
    procedures: Sequence[Mapping[str, Any]] = ()
    priority: int = USUAL
    now_anyway: str | None = None
    check_mode: bool = False
    diff: bool = False


def start(means: Means, order: Order, key: str | None) -> UUID:
    """Store an execution; its id. The same idempotency key stores it once."""
    check_target(order.target)
    flowchart = flowcharts.accept(order.procedure)
    check_hosts_needed(order.target, [order.procedure, *order.procedures])
    params = flowcharts.bind(flowchart, order.params)
    bundle = accept_bundle(flowchart, order.procedures)
    policy = merged(order.procedure["canonical"], order.policy)

    def act(connection: sa.Connection) -> UUID:
        now = database_now(connection)
        if order.start_at is not None and order.start_at < now - GRACE:
            complaint = Complaint("/start_at", "schedule.past", "lies in the past")
            raise Invalid("schedule.past", "the start lies in the past", (complaint,))
        new = NewExecution(
            procedure=order.procedure["name"],
            procedure_version=order.procedure["version"],
            digest=order.procedure["digest"],
            canonical=order.procedure["canonical"],
            target=order.target,
            params=params,
            actor=order.actor,
            start_at=order.start_at,
            policy=policy,
            priority=order.priority,
            now_anyway=order.now_anyway,
            check_mode=order.check_mode,
            diff=order.diff,
            bundle=calls.keep(connection, bundle, now),
        )
        cause = {"kind": Cause.REQUEST}
        return once(
            connection,
            "executions",
            key,
            order.body,
            now,
            lambda: add(connection, means.settings, new, now, cause),
        )

    identity = means.database.transact(act)
    means.ring()
    return identity


def add(
    connection: sa.Connection,
    settings: Settings,
    new: NewExecution,
    now: datetime,
    cause: Mapping[str, Any],
) -> UUID:
    """Store an execution and say so; it waits for its time, or for the names of its hosts."""
    new = replace(new, locks_hosts=new.policy is not None and new.policy.get("lock") == Lock.HOST)
    identity = executions.add(connection, new, now, ageing=settings.ageing)
    if new.start_at is not None and new.start_at > now:
        later = Sentence(Saying.STARTS_LATER)
        wait = Wait(identity, waits.WHOLE, identity, WaitAct.START, later, new.start_at)
    else:
        wait = targets_wait(identity, Sentence(Saying.ASKS_FOR_HOSTS), now + settings.targets_timeout)
    waits.put(connection, [wait], now)
    data = {
        "procedure": new.procedure,
        "version": new.procedure_version,
        "digest": new.digest,
        "target": dict(new.target),
        "params": dict(new.params),
        "priority": new.priority,
        "start_at": None if new.start_at is None else new.start_at.isoformat(timespec="milliseconds"),
        "check_mode": new.check_mode,
        "diff": new.diff,
    }
    fact = Fact(ServiceEvent.EXECUTION_CREATED, data, new.actor, cause)
    facts = [fact]
    if new.now_anyway is not None and new.policy is not None and "windows" in new.policy:
        reason = {"reason": new.now_anyway}
        facts.append(Fact(ServiceEvent.EXECUTION_WINDOW_OVERRIDDEN, reason, new.actor, cause))
    events.tell(connection, now, About.EXECUTION, {identity: facts})
    return identity


def targets_wait(execution: UUID, reason: Sentence, deadline: datetime) -> Wait:
    """The wait of an execution that has no hosts yet."""
    return Wait(execution, waits.WHOLE, execution, WaitAct.GIVE_UP_TARGETS, reason, deadline)


def check_target(target: Mapping[str, Any]) -> None:
    """Empty is not everything: a target without a group or host is refused, unless it says that it is without."""
    named = bool(target["groups"] or target["hosts"])
    if not named and not is_hostless(target):
        complaint = Complaint("/target", "target.empty", "name at least one group or host")
        raise Invalid("target.empty", "the target names nothing", (complaint,))
    if named and is_hostless(target):
        complaint = Complaint(
            "/target/without_hosts", "target.contradiction", "names groups or hosts as well"
        )
        raise Invalid("target.contradiction", "the target is without hosts and names some", (complaint,))


def is_hostless(target: Mapping[str, Any]) -> bool:
    """Whether it is said that the procedure is walked once, without any host."""
    return bool(target.get("without_hosts"))


def check_hosts_needed(target: Mapping[str, Any], procedures: Sequence[Mapping[str, Any]]) -> None:
    """Without hosts no step may need one, in the procedure or in those it calls; Invalid names each that does."""
    if not is_hostless(target):
        return
    complaints = [
        Complaint(f"/procedure/canonical/spec/nodes/{node}", "host.needed", f"{each['name']}, {node}: {why}")
        for each in procedures
        for node, why in flowcharts.accept(each).needs_host.items()
    ]
    if complaints:
        raise Invalid("host.needed", "this can't be walked without hosts; see errors", complaints)
