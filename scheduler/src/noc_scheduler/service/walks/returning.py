"""Returning: what a sub-procedure has come to is what the visit that called it ends with."""

from typing import Any

import sqlalchemy as sa

from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.state import dump_result
from noc_scheduler.flowchart.vocabulary import Outcome, Status
from noc_scheduler.store import calls


def return_to_caller(connection: sa.Connection, execution: sa.Row[Any]) -> None:
    """Have the calling walk told; nothing where nobody has called this execution."""
    if execution.caller is None:
        return
    host_run = calls.only_host_run(connection, execution.id)
    ok = host_run.status == Status.SUCCEEDED
    reason = host_run.reason or {}
    place = f" at {reason['node']}" if reason.get("node") else ""
    words = f"{execution.procedure} {host_run.status}{place}: {reason.get('message', '')}".rstrip(": ")
    result = Result(
        outcome=Outcome.SUCCEEDED if ok else Outcome.FAILED,
        changed=host_run.changed,
        message="" if ok else words,
        code="" if ok else "subprocedure.failed",
        result=host_run.state.get("vars", {}),
    )
    calls.settle(connection, execution.caller, execution.caller_visit, dump_result(result))
