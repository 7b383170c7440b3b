"""Returning: what a sub-procedure has come to is what the visit that called it ends with."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.state import dump_result, load_reason
from noc_scheduler.flowchart.vocabulary import Outcome, Status
from noc_scheduler.store import calls


def return_to_caller(connection: sa.Connection, execution: sa.Row[Any]) -> None:
    """Have the calling walk told; nothing where nobody has called this execution."""
    if execution.caller is None:
        return
    host_run = calls.only_host_run(connection, execution.id)
    ok = host_run.status == Status.SUCCEEDED
    result = Result(
        outcome=Outcome.SUCCEEDED if ok else Outcome.FAILED,
        changed=host_run.changed,
        code="" if ok else Saying.PROCEDURE_ENDED.value,
        result=host_run.state.get("vars", {}),
    )
    if not ok:
        result = result.saying(_ended(execution.procedure, host_run.status, host_run.reason))
    calls.settle(connection, execution.caller, execution.caller_visit, dump_result(result))


def _ended(procedure: str, status: str, reason: Mapping[str, Any] | None) -> Sentence:
    """`restart failed at probe: nginx is down`."""
    values: dict[str, str | Sentence] = {"procedure": procedure, "state": status}
    if reason is not None and reason["node"]:
        values["place"] = Sentence(Saying.AT_NODE, {"node": reason["node"]})
    if reason is not None and reason["message"]:
        values["because"] = Sentence(Saying.BECAUSE, {"what": load_reason(reason).told()})
    return Sentence(Saying.PROCEDURE_ENDED, values)
