"""The policy of an execution at work: whom it lets go, and what a tripped threshold does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from noc_scheduler.errors import Complaint, Invalid
from noc_scheduler.flowchart.crossings.admission import Admission, Forgiven, Standing, admit, let_go
from noc_scheduler.flowchart.crossings.policy import PROCEDURE_ONLY, OnStop, Policy, read_policy
from noc_scheduler.flowchart.findings import Notebook
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, Values
from noc_scheduler.flowchart.vocabulary import ACTIVE, Outcome, Status
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.store import crossings, events, executions, waits
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.types import instant_text
from noc_scheduler.store.waits import Wait, WaitAct


def merged(canonical: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any] | None:
    """The policy of an execution: the procedure's, each part overridden by what was given at the start.

    Raises Invalid with everything that is wrong with what was given.
    """
    own = canonical["spec"].get("policy", {})
    written = {**own, **given}
    notebook = Notebook()
    read_policy(written, notebook, ())
    for name in PROCEDURE_ONLY:
        if name in given and given[name] != own.get(name):
            notebook.error("policy.procedure_only", f"'{name}' is the procedure's own; no start changes it")
    if notebook.findings:
        complaints = tuple(Complaint("/policy", each.code, each.message) for each in notebook.findings)
        raise Invalid("policy.invalid", "the policy is not right; see errors", complaints)
    return written or None


def kept_policy(policy: Mapping[str, Any]) -> Policy:
    """The policy of an execution as its row keeps it: what was wrong with it was said at the start."""
    return read_policy(policy, Notebook())


def most_at_once(row: sa.Row[Any]) -> int | None:
    """How many hosts of the execution may walk at once; None: as many as like."""
    return None if row.policy is None or row.admitted is None else kept_policy(row.policy).max_parallel


def first_admission(policy: Mapping[str, Any] | None, hosts: int) -> dict[str, Any]:
    """The columns of an execution whose hosts have just become known; without a policy all may go."""
    if policy is None:
        return {}
    admission = let_go(kept_policy(policy), Standing(hosts, 0, 0, 0, 0))
    return {"admitted": admission.admitted, "wave": admission.wave}


def apply_policy(
    connection: sa.Connection, row: sa.Row[Any], now: datetime, release_of: Forgiven | None = None
) -> None:
    """Let go whom the policy lets go now, or stop; the caller has locked the execution.

    An execution that is held stays so until a person releases it: `release_of` are the failures seen.
    """
    if row.policy is None or row.admitted is None or row.abandoned is not None:
        return
    if row.hold is not None and release_of is None:
        return
    policy, standing = kept_policy(row.policy), standing_of(connection, row)
    forgiven = release_of or Forgiven(**(row.forgiven or {}))
    admission = admit(policy, standing, forgiven)
    values: dict[str, Any] = {"forgiven": _dumped(forgiven)} if release_of is not None else {}
    if release_of is not None and row.hold is not None:
        values["hold"] = None
        waits.remove(connection, [(row.id, waits.WHOLE)])
    if admission.tripped is not None and row.admitted < standing.total:
        values |= _stop(connection, row, policy, standing, admission, admission.tripped, now)
    else:
        values |= _go(connection, row, admission, now)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        executions.change(connection, row, changed)


def standing_of(connection: sa.Connection, row: sa.Row[Any]) -> Standing:
    """What has become of the execution's hosts so far."""
    counts = executions.counts(connection, [row.id]).get(row.id, {})
    total = sum(counts.values())
    active = sum(count for status, count in counts.items() if status in ACTIVE)
    not_let_go = total - min(total, row.admitted)
    return Standing(
        total=total,
        admitted=row.admitted,
        walking=max(0, active - not_let_go - crossings.standing(connection, row.id)),
        failed=counts.get(Status.FAILED, 0),
        unreachable=executions.count_ended(connection, row.id, Outcome.UNREACHABLE),
    )


def _go(connection: sa.Connection, row: sa.Row[Any], admission: Admission, now: datetime) -> dict[str, Any]:
    if admission.wave != row.wave:
        data = {"wave": admission.wave, "waves": admission.waves, "admitted": admission.admitted}
        tell(connection, row, ServiceEvent.EXECUTION_WAVE_STARTED, data, now)
    return {"admitted": admission.admitted, "wave": admission.wave}


def _stop(
    connection: sa.Connection,
    row: sa.Row[Any],
    policy: Policy,
    standing: Standing,
    admission: Admission,
    tripped: Sentence,
    now: datetime,
) -> dict[str, Any]:
    held = standing.total - standing.admitted
    words = str(tripped)
    data = {"reason": words, "wave": admission.wave, "not_let_go": held, "on_stop": policy.on_stop.value}
    tell(connection, row, ServiceEvent.EXECUTION_THRESHOLD_TRIPPED, data, now)
    match policy.on_stop:
        case OnStop.RELEASE:
            seen = Forgiven(standing.failed, standing.unreachable)
            return {"forgiven": _dumped(seen), **_go(connection, row, let_go(policy, standing), now)}
        case OnStop.ABANDON:
            return {"abandoned": abandoned(SCHEDULER, tripped)}
        case OnStop.HOLD:
            told: Values = {"held": held, "total": standing.total, "because": tripped}
            reason = Sentence(Saying.HELD, told)
            put_hold(connection, row, reason, now)
            since = instant_text(now)
            return {"hold": {"reason": str(reason), "said": reason.text(), "since": since}}


def abandoned(actor: Mapping[str, Any], reason: Sentence) -> dict[str, Any]:
    """What is kept of an abandonment: by whom, and why."""
    return {"actor": dict(actor), "reason": str(reason), "said": reason.text()}


def put_hold(connection: sa.Connection, row: sa.Row[Any], reason: Sentence, now: datetime) -> None:
    """The wait of an execution that is held: nobody but a person goes on, until it is given up."""
    deadline = now + waits.LONGEST_HOLD
    until = Sentence(Saying.HELD_UNTIL, {"held": reason})
    wait = Wait(row.id, waits.WHOLE, row.id, WaitAct.ABANDON, until, deadline)
    waits.put(connection, [wait], now)


def tell(
    connection: sa.Connection,
    row: sa.Row[Any],
    event: ServiceEvent,
    data: Mapping[str, Any],
    now: datetime,
    actor: Mapping[str, Any] = SCHEDULER,
) -> None:
    """Tell an event of the execution."""
    cause = {"kind": Cause.POLICY if actor is SCHEDULER else Cause.REQUEST}
    events.tell(connection, now, About.EXECUTION, {row.id: [Fact(event, data, actor, cause)]})


def _dumped(forgiven: Forgiven) -> dict[str, int]:
    return {"failed": forgiven.failed, "unreachable": forgiven.unreachable}
