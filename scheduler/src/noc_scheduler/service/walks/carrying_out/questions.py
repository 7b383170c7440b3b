"""What putting a question to people means in rows."""

import hashlib

import rfc8785

from noc_scheduler.flowchart.instructions import Ask
from noc_scheduler.service.walks.carrying_out.orders import order_rows
from noc_scheduler.service.walks.carrying_out.work import Work
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.store import questions
from noc_scheduler.store.questions import NewQuestion
from noc_scheduler.store.types import instant_text


@order_rows.register
def _ask(order: Ask, progress: Progress, work: Work) -> None:
    """The wait is there already: a question expires like any other time a visit waits for.

    A visit that another branch has ended in the same moment asks nobody.
    """
    if order.visit not in progress.value.open_visits:
        return
    new = NewQuestion(
        execution=progress.loaded.execution.id,
        host_run=progress.loaded.id,
        visit=order.visit,
        node=order.node,
        kind=order.kind,
        question=order.question,
        fields=order.fields,
        approvers=order.approvers,
        quorum=order.quorum,
        digest=digest_of(order, progress),
        expires_at=order.expires_at,
        risk=order.risk,
    )
    work.errands.append(lambda connection: questions.ask(connection, [new], work.now))


def digest_of(order: Ask, progress: Progress) -> str:
    """Of everything somebody agrees to: what will run, for whom, with what, and what was asked.

    An answer that carries another digest was given to something else.
    """
    execution, host = progress.loaded.execution, progress.value.host
    agreed = {
        "execution": str(execution.id),
        "procedure": execution.digest,
        "params": execution.params,
        "host": host.name if host else None,
        "node": order.node,
        "visit": order.visit,
        "question": order.question,
        "fields": order.fields,
        "approvers": list(order.approvers),
        "quorum": order.quorum,
        "expires_at": instant_text(order.expires_at),
        "risk": order.risk,
    }
    return "sha256:" + hashlib.sha256(rfc8785.dumps(agreed)).hexdigest()
