"""What calling a sub-procedure means in rows: an execution of its own over this one host."""

import sqlalchemy as sa

from noc_scheduler.flowchart.calls import MAX_DEPTH
from noc_scheduler.flowchart.errors import ParameterErrors
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.instructions import Call
from noc_scheduler.flowchart.parameters import bind_parameters
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.state import can_go_on, dump_result
from noc_scheduler.flowchart.vocabulary import ACTIVE, Outcome, Status
from noc_scheduler.flowchart.walk import new_host_run
from noc_scheduler.service.operating.reopening import reopen
from noc_scheduler.service.vocabulary import SCHEDULER, Cause, ServiceEvent
from noc_scheduler.service.walks.carrying_out.orders import order_rows
from noc_scheduler.service.walks.carrying_out.work import Work
from noc_scheduler.service.walks.flowcharts import flowchart_of
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.service.walks.returning import return_to_caller
from noc_scheduler.store import calls, events, executions, host_runs
from noc_scheduler.store.events import About, Fact
from noc_scheduler.store.executions import Caller, NewExecution
from noc_scheduler.store.waits import WaitAct

CALLER_RESUMED = {"actor": dict(SCHEDULER), "reason": "the walk that called it was resumed"}


@order_rows.register
def _call(order: Call, progress: Progress, work: Work) -> None:
    """A visit that another branch has ended in the same moment calls nobody."""
    if order.visit not in progress.value.open_visits:
        return
    execution, host_run = progress.loaded.execution, progress.loaded.id
    reason = Sentence(Saying.WAITS_PROCEDURE, {"procedure": order.procedure})
    deadline = work.now + work.settings.crossing_timeout
    work.wait(progress, order.visit, order.node, WaitAct.GIVE_UP_CROSSING, reason, deadline)

    def begin(connection: sa.Connection) -> None:
        calls.wait_for_end(connection, execution.id, host_run, order.visit, order.node, work.now)
        problem = _take_up(connection, order, progress, work)
        if problem is not None:
            failed = dump_result(problem)
            calls.settle(connection, host_run, order.visit, failed)

    work.errands.append(begin)


def _take_up(connection: sa.Connection, order: Call, progress: Progress, work: Work) -> Result | None:
    """Go on with what an earlier visit has called, or begin; what keeps it from both, as the result of the visit.

    What has succeeded since its caller gave it up is not walked again: its end is the end of this visit too.
    """
    earlier = None
    if order.instead_of is not None:
        earlier = calls.called_by(connection, progress.loaded.id, order.instead_of)
    if earlier is None or earlier.procedure != order.procedure:
        return _begin(connection, order, progress, work)
    if earlier.status in ACTIVE:
        return _refused(Sentence(Saying.PROCEDURE_UNDER_WAY, {"number": earlier.number}))
    if earlier.status == Status.SUCCEEDED:
        return_to_caller(connection, calls.hand_on(connection, earlier, order.visit))
        return None
    if not can_go_on(calls.only_host_run(connection, earlier.id).state):
        return _begin(connection, order, progress, work)
    calls.hand_on(connection, earlier, order.visit)
    reopen(connection, earlier.id, (), {**CALLER_RESUMED, "to": {}, "skip": {}}, work.now)
    data = {"reason": CALLER_RESUMED["reason"], "hosts": 1, "named": []}
    fact = Fact(ServiceEvent.EXECUTION_RESUMED, data, SCHEDULER, {"kind": Cause.CALL})
    events.tell(connection, work.now, About.EXECUTION, {earlier.id: [fact]})
    return None


def _begin(connection: sa.Connection, order: Call, progress: Progress, work: Work) -> Result | None:
    """Start the sub-procedure; what keeps it from starting, as the result of the visit."""
    parent = progress.loaded.execution
    version = calls.versions(connection, parent.bundle).get(order.procedure)
    if version is None:
        return _refused(Sentence(Saying.PROCEDURE_MISSING, {"procedure": order.procedure}))
    if parent.depth >= MAX_DEPTH:
        return _refused(Sentence(Saying.PROCEDURE_TOO_DEEP, {"most": MAX_DEPTH}))
    flowchart = flowchart_of(version["digest"], version["canonical"])
    try:
        params = bind_parameters(flowchart, order.params)
    except ParameterErrors as error:
        words = f"'{order.procedure}': {error.message}"
        return Result(outcome=Outcome.FAILED, code=error.problems[0].code, message=words)
    (document,) = host_runs.documents(connection, [progress.loaded.id])
    new = NewExecution(
        procedure=order.procedure,
        procedure_version=version["version"],
        digest=version["digest"],
        canonical=version["canonical"],
        target={"groups": [], "hosts": [document["name"]]} if document else parent.target,
        params=params,
        actor=parent.actor,
        on_behalf_of=parent.on_behalf_of,
        bundle=parent.bundle,
        priority=parent.priority,
        check_mode=parent.check_mode,
        diff=parent.diff,
        caller=Caller(progress.loaded.id, order.visit, parent.depth + 1),
    )
    identity = executions.add(connection, new, work.now, Status.RUNNING, work.settings.ageing)
    (row,) = executions.lock(connection, [identity])
    fresh = new_host_run(host_runs.core_host(document), params, host_runs.execution_names(row))
    host_runs.freeze(connection, row, [document], [fresh])
    data = {"procedure": new.procedure, "version": new.procedure_version, "caller": str(parent.id)}
    facts = [
        Fact(
            ServiceEvent.EXECUTION_CREATED, {**data, "visit": order.visit}, parent.actor, {"kind": Cause.CALL}
        )
    ]
    events.tell(connection, work.now, About.EXECUTION, {identity: facts})
    return None


def _refused(why: Sentence) -> Result:
    return Result(outcome=Outcome.FAILED, code=str(why.code)).saying(why)
