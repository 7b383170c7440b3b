"""The callback with which the stock `ansible` command writes down a result as it is, and how it was classed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: dump_result
    type: notification
    short_description: writes the raw result of a one-host run to a file
    description:
        - The file is named by DUMP_FILE.
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Ansible's way of telling what happened."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "dump_result"

    def v2_runner_on_ok(self, result: Any) -> None:
        self._write("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._write("failed", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._write("unreachable", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._write("skipped", result)

    def _write(self, status: str, result: Any) -> None:
        Path(os.environ["DUMP_FILE"]).write_text(
            json.dumps({"status": status, "result": result.result}, default=str)
        )
