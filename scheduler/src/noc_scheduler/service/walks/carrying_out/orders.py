"""What each instruction of a walk means in rows; a kind of instruction is one function here or beside."""

from functools import singledispatch

import sqlalchemy as sa

from noc_scheduler.flowchart.instructions import (
    AwaitPerson,
    Dispatch,
    Finish,
    Instruction,
    Notify,
    WaitUntil,
    Withdraw,
)
from noc_scheduler.flowchart.kinds.wait import WaitSpec
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.vocabulary import Purpose
from noc_scheduler.flowchart.vocabulary import Work as Doing
from noc_scheduler.nodes.selectors import ANY, selector_of
from noc_scheduler.service.walks.carrying_out.work import Work
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.store import signals
from noc_scheduler.store.attempts import NewAttempt
from noc_scheduler.store.outbox import Letter, NewLetter
from noc_scheduler.store.priority import order_at
from noc_scheduler.store.types import instant_text
from noc_scheduler.store.waits import WaitAct

QUEUED_REASON = Sentence(Saying.QUEUED)


@singledispatch
def order_rows(order: Instruction, progress: Progress, work: Work) -> None:
    """Add to `work` what this instruction of this HostRun asks for."""
    raise NotImplementedError(f"nobody carries out {type(order).__name__}")


@order_rows.register
def _dispatch(order: Dispatch, progress: Progress, work: Work) -> None:
    execution, host_run, host = progress.loaded.execution, progress.loaded.id, progress.value.host
    work.attempts[host_run, order.visit, order.attempt] = NewAttempt(
        execution=execution.id,
        host_run=host_run,
        visit=order.visit,
        number=order.attempt,
        node=order.node,
        document={
            **({} if order.work is Doing.MODULE else {"work": str(order.work)}),
            "purpose": progress.flowchart.nodes[order.node].purpose or Purpose.ACTION,
            "module": order.module,
            "arguments": dict(order.arguments),
            "template": order.template,
            "timeout_ms": order.timeout_ms,
            "become": order.become,
            "check_mode": order.check_mode,
            **({"diff": True} if order.diff else {}),
            "no_log": order.no_log,
        },
        selector=ANY if host is None else selector_of(host.vars, host.groups),
        order_at=order_at(work.now, execution.priority, work.settings.ageing),
    )
    deadline = work.now + work.settings.queue_timeout
    work.wait(progress, order.visit, order.node, WaitAct.GIVE_UP_QUEUE, QUEUED_REASON, deadline)


@order_rows.register
def _wait_until(order: WaitUntil, progress: Progress, work: Work) -> None:
    work.wait(progress, order.visit, order.node, WaitAct.ELAPSE, order.reason, order.at)
    _look_for_signal(progress, order.node, work)


@order_rows.register
def _await_person(order: AwaitPerson, progress: Progress, work: Work) -> None:
    deadline = work.now + work.settings.decision_timeout
    work.wait(progress, order.visit, order.node, WaitAct.GIVE_UP_DECISION, order.reason, deadline)
    _look_for_signal(progress, order.node, work)


def _look_for_signal(progress: Progress, node: str, work: Work) -> None:
    """One that came before the walk did has been kept for it."""
    spec, host = progress.flowchart.nodes[node].spec, progress.value.host
    if not isinstance(spec, WaitSpec) or spec.signal is None or host is None:
        return
    execution, host_name, name = progress.loaded.execution.id, host.name, spec.signal

    def look(connection: sa.Connection) -> None:
        signals.wake(connection, execution, host_name, name)

    work.errands.append(look)


@order_rows.register
def _notify(order: Notify, progress: Progress, work: Work) -> None:
    execution, host = progress.loaded.execution, progress.value.host
    document = {
        "execution": str(execution.id),
        "execution_number": execution.number,
        "procedure": execution.procedure,
        "host": host.name if host else None,
        "node": order.node,
        "channel": order.channel,
        "subject": order.subject,
        "message": order.message,
        "at": instant_text(work.now),
    }
    work.letters.append(NewLetter(Letter.NOTIFICATION, document))


@order_rows.register
def _withdraw(order: Withdraw, progress: Progress, work: Work) -> None:
    """An attempt that was asked for in the same transaction never comes to be."""
    key = (progress.loaded.id, order.visit, order.attempt)
    if work.attempts.pop(key, None) is None:
        work.withdrawn.append(key)


@order_rows.register
def _finish(order: Finish, progress: Progress, work: Work) -> None:
    """The HostRun's own row says it already."""
