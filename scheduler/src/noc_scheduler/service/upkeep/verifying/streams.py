"""The stream of an execution: it begins with its making, and ends once unless it is reopened."""

from noc_scheduler.flowchart.audit.finding import Invariant
from noc_scheduler.flowchart.audit.ledger import Ledger
from noc_scheduler.flowchart.audit.replay import check_account
from noc_scheduler.flowchart.audit.told import Told
from noc_scheduler.flowchart.vocabulary import Status
from noc_scheduler.service.vocabulary import ServiceEvent

#: Acts of people that must carry their words, be they none.
BY_PERSON = frozenset(
    {
        ServiceEvent.EXECUTION_CANCEL_ASKED,
        ServiceEvent.EXECUTION_RELEASED,
        ServiceEvent.EXECUTION_ABANDONED,
        ServiceEvent.EXECUTION_PAUSED,
        ServiceEvent.EXECUTION_CONTINUED,
        ServiceEvent.EXECUTION_RESUMED,
        ServiceEvent.EXECUTION_CLOSED,
    }
)


def enter(ledger: Ledger, told: Told) -> None:
    """Enter the next event of an execution's stream; what is wrong with it is noted."""
    if told.seq != ledger.seq + 1:
        ledger.find(Invariant.LOG_IS_WHOLE, f"comes after event {ledger.seq}", told.seq)
    ledger.seq = max(ledger.seq, told.seq)
    check_account(ledger, told, told.type in BY_PERSON)
    if told.seq == 1 and told.type != ServiceEvent.EXECUTION_CREATED:
        ledger.find(Invariant.LOG_IS_WHOLE, f"the first event is {told.type}", told.seq)
    if told.type == ServiceEvent.EXECUTION_RESUMED:
        ledger.over, ledger.end = False, None
        ledger.status = Status.RUNNING
    elif told.type == ServiceEvent.EXECUTION_FINISHED:
        if ledger.over:
            ledger.find(Invariant.DECIDED_ONCE, "the execution ends a second time", told.seq)
        ledger.over, ledger.status, ledger.end = True, told.data["status"], dict(told.data)
    elif told.type == ServiceEvent.EXECUTION_STARTED:
        ledger.status = Status.RUNNING
