"""The Ansible callback that writes the host's result to a file and says nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

from noc_executor_node.executors.results import record

DOCUMENTATION = """
    name: noc_result
    type: stdout
    short_description: writes the result of a one-host, one-task play to a file
    description:
        - The file is named by NOC_RESULT_FILE and appears whole or not at all.
        - Of each output at most NOC_OUTPUT_LIMIT bytes are kept.
    extends_documentation_fragment:
        - default_callback
"""


class CallbackModule(CallbackBase):
    """Ansible's way of telling what happened."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "noc_result"

    def v2_runner_on_ok(self, result: Any) -> None:
        """The module ran and is content."""
        self._write("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """The module failed, or never got to run for another reason than the connection."""
        self._write("failed", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """The host could not be reached."""
        self._write("unreachable", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        """The module had nothing to do, as in check mode when it knows none."""
        self._write("skipped", result)

    def _write(self, status: str, result: Any) -> None:
        path = Path(os.environ["NOC_RESULT_FILE"])
        kept = record(status, result.result, int(os.environ["NOC_OUTPUT_LIMIT"]), bool(result.task.diff))
        unfinished = path.with_name(f"{path.name}.part")
        unfinished.write_text(json.dumps(kept, allow_nan=False), encoding="utf-8")
        unfinished.replace(path)
