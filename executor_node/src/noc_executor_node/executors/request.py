"""The executor that makes requests: each in a process of its own, below a supervisor, with a hard limit of time."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from noc_executor_node.attempts import Attempt
from noc_executor_node.egress.process import ANSWER_FILE, ORDER_FILE
from noc_executor_node.executors.cleaning import capped_object
from noc_executor_node.executors.interface import AskedToEnd
from noc_executor_node.executors.supervised import Ending, Limits, run_supervised
from noc_executor_node.outcomes import Outcome, silenced
from noc_executor_node.segments import tree_document
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome

MEMORY_LIMIT = 2**29


@dataclass(frozen=True, slots=True)
class RequestExecutor:
    """Makes one HTTP request; see `interface.Executor`."""

    settings: Settings

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        """Make the request; its private folder is gone afterwards."""
        folder = self.settings.attempts_folder / f"{attempt.id}-{attempt.lease}"
        try:
            folder.mkdir(mode=0o700)
            outcome = self._run_in(folder, attempt, asked_to_end)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return silenced(outcome) if attempt.no_log else outcome

    def _run_in(self, folder: Path, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        order = {
            "endpoint": attempt.module,
            "arguments": tree_document(attempt.arguments),
            "endpoints": str(self.settings.endpoints),
            "output_limit": self.settings.output_limit,
        }
        (folder / ORDER_FILE).write_text(json.dumps(order), encoding="utf-8")
        limits = replace(Limits.of(self.settings, attempt.timeout_ms / 1000), memory_limit=MEMORY_LIMIT)
        command = [sys.executable, "-I", "-m", "noc_executor_node.egress.process"]
        environment = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8"}
        ending = run_supervised(command, folder, environment, limits, asked_to_end)
        return _outcome(ending, _read(folder / ANSWER_FILE))


def _outcome(ending: Ending, told: Mapping[str, Any] | None) -> Outcome:
    match ending.kind:
        case "timed_out":
            words = "it took longer than its timeout"
            return Outcome(AttemptOutcome.TIMED_OUT, message=words, code="attempt.timed_out")
        case "cancelled":
            return Outcome(AttemptOutcome.CANCELLED, message=ending.reason or "cancelled")
    if told is None:
        words = f"request.broke: its process ended with {ending.rc}"
        return Outcome(AttemptOutcome.FAILED, message=words, code="request.broke")
    result, cut = capped_object(told.get("result", {}))
    return Outcome(
        AttemptOutcome(told["outcome"]),
        rc=told.get("rc"),
        stdout=told.get("stdout", ""),
        message=told.get("message", ""),
        code=told.get("code", ""),
        result=result,
        truncated=cut or told.get("truncated", False),
    )


def _read(path: Path) -> Mapping[str, Any] | None:
    try:
        told: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told
