"""From what Ansible says about the host to an outcome; pure.

Inside Ansible, `record` writes down what is kept of a result; outside, `outcome_of` decides with that and with how
the process ended.
"""

import re
from collections.abc import Mapping
from typing import Any

from noc_executor_node.errors import NotRun
from noc_executor_node.executors.cleaning import capped_object, capped_text
from noc_executor_node.executors.diffs import diff_text
from noc_executor_node.executors.supervised import Ending
from noc_executor_node.outcomes import Outcome
from noc_executor_node.vocabulary import AttemptOutcome

RESULT_FILE = "result.json"
MESSAGE_LIMIT = 16_384
_OWN_MEMBERS = frozenset(
    [
        "stdout",
        "stderr",
        "stdout_lines",
        "stderr_lines",
        "ansible_facts",
        "invocation",
        "exception",
        "msg",
        "rc",
        "changed",
        "failed",
        "unreachable",
        "skipped",
        "module_stdout",
        "module_stderr",
    ]
)
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\r")


def record(status: str, result: Mapping[str, Any], limit: int, diff: bool = False) -> dict[str, Any]:
    """What is kept of a module's result: `status` is ok, failed, unreachable or skipped.

    With `diff` what it says it changes follows its output as a text.
    """
    said = _text(result.get("stdout", result.get("module_stdout")))
    stdout, cut_stdout = capped_text(_with_diff(said, result) if diff else said, limit)
    stderr, cut_stderr = capped_text(_text(result.get("stderr", result.get("module_stderr"))), limit)
    message, _ = capped_text(_text(result.get("msg") or result.get("skip_reason")), MESSAGE_LIMIT)
    facts = result.get("ansible_facts")
    kept_facts, cut_facts = capped_object(facts if isinstance(facts, Mapping) else {})
    others = {
        name: value
        for name, value in result.items()
        if name not in _OWN_MEMBERS
        and not str(name).startswith("_ansible_")
        and not (diff and name == "diff")
    }
    kept_result, cut_result = capped_object(others)
    rc = result.get("rc")
    return {
        "status": status,
        "changed": result.get("changed") is True,
        "rc": rc if isinstance(rc, int) and not isinstance(rc, bool) and abs(rc) < 2**31 else None,
        "stdout": stdout,
        "stderr": stderr,
        "message": message,
        "facts": kept_facts,
        "result": kept_result,
        "truncated": cut_stdout or cut_stderr or cut_facts or cut_result,
    }


def playbook_record(
    counted: Mapping[str, int],
    told: Mapping[str, Any],
    facts: Mapping[str, Any],
    log: str,
    fault: str,
    limit: int,
) -> dict[str, Any]:
    """What is kept of a whole playbook; `counted` are Ansible's counts of tasks, `dark` where nobody answered."""
    heard_of = sum(counted.values()) > 0
    words = "" if heard_of else "playbook.no_hosts: no play of it is for this host"
    result = {
        **told,
        "counts": dict(counted),
        "changed": counted["changed"] > 0,
        "ansible_facts": facts,
        "stdout": log,
        "msg": fault if counted["dark"] or counted["failures"] else words,
    }
    match counted:
        case {"dark": dark} if dark:
            status = "unreachable"
        case {"failures": failures} if failures or not heard_of:
            status = "failed"
        case _:
            status = "ok"
    return record(status, result, limit)


def refusal(error: NotRun) -> dict[str, Any]:
    """The record of an attempt that was refused before Ansible began."""
    refused = record("failed", {"msg": str(error)}, MESSAGE_LIMIT)
    return {**refused, "status": error.outcome, "code": error.code}


def outcome_of(recorded: Mapping[str, Any] | None, ending: Ending, output: str) -> Outcome:
    """How an attempt ended. `output` is what the process said; it matters only when nothing was recorded."""
    survivors = _survivors(ending)
    match ending.kind:
        case "timed_out":
            words = "it took longer than its timeout" + survivors
            return Outcome(AttemptOutcome.TIMED_OUT, message=words, code="attempt.timed_out")
        case "too_many_processes":
            words = "limits.pids: it had too many processes at once" + survivors
            return Outcome(AttemptOutcome.FAILED, message=words, code="limits.pids")
        case "too_much_disk":
            words = "limits.disk: it wrote more than it may" + survivors
            return Outcome(AttemptOutcome.FAILED, message=words, code="limits.disk")
        case "cancelled":
            return Outcome(AttemptOutcome.CANCELLED, message=(ending.reason or "cancelled") + survivors)
    if recorded is not None:
        kept = {name: value for name, value in recorded.items() if name != "status"}
        kept["message"] += survivors
        return Outcome(_decide(recorded), **kept)
    if ending.kind == "exited" and ending.rc == 0:
        words = "result.no_hosts: Ansible ended well, but no host was heard of"
        return Outcome(AttemptOutcome.FAILED, message=words, code="result.no_hosts")
    code = "runner.failed" if ending.kind == "exited" else f"runner.{ending.kind}"
    said, _ = capped_text(_ESCAPES.sub("", output).strip(), MESSAGE_LIMIT)
    words = f"{code}: Ansible ended with {ending.rc} before the host was heard of{survivors}\n{said}".strip()
    return Outcome(AttemptOutcome.FAILED, rc=ending.rc, message=words, code="runner.failed")


def _decide(recorded: Mapping[str, Any]) -> AttemptOutcome:
    match recorded["status"]:
        case "ok":
            return AttemptOutcome.CHANGED if recorded["changed"] else AttemptOutcome.SUCCEEDED
        case "skipped":
            return AttemptOutcome.SUCCEEDED
        case status:
            return AttemptOutcome(status)


def _survivors(ending: Ending) -> str:
    if not ending.survivors:
        return ""
    return f" (may still run: processes {', '.join(map(str, ending.survivors))})"


def _with_diff(said: str, result: Mapping[str, Any]) -> str:
    lines = diff_text(result.get("diff"))
    return f"{said}\n{lines}" if said and lines else said or lines


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bytes():
            return value.decode("utf-8", "replace")
        case list() if all(isinstance(line, str) for line in value):
            return "\n".join(value)
        case _:
            return str(value)
