"""The Ansible callback that writes what came of a whole playbook to a file and says nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

from noc_executor_node.executors.diffs import diff_text
from noc_executor_node.executors.results import playbook_record

DOCUMENTATION = """
    name: noc_playbook
    type: stdout
    short_description: writes what came of a playbook to a file
    description:
        - The file is named by NOC_RESULT_FILE and appears whole or not at all.
        - NOC_PLAYBOOK is a JSON object that is told with the result.
    extends_documentation_fragment:
        - default_callback
"""
COUNTED = ("ok", "changed", "failures", "dark", "skipped", "rescued", "ignored")


class CallbackModule(CallbackBase):
    """Ansible's way of telling what happened."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "noc_playbook"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lines: list[str] = []
        self._facts: dict[str, Any] = {}
        self._fault = ""

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """A play begins."""
        self._lines.append(f"PLAY {play.get_name().strip()}")

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task is content."""
        changed = result.result.get("changed") is True
        self._note("changed" if changed else "ok", result)
        facts = result.result.get("ansible_facts")
        if isinstance(facts, dict):
            self._facts.update(facts)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A task failed."""
        self._note("ignored" if ignore_errors else "failed", result)
        if not ignore_errors:
            self._blame(result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """The host could not be reached."""
        self._note("unreachable", result)
        self._blame(result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        """A task had nothing to do."""
        self._note("skipped", result)

    def v2_on_file_diff(self, result: Any) -> None:
        """A task says what it changes, where that was asked for."""
        self._lines.extend(diff_text(result.result.get("diff")).splitlines())

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """The playbook is over."""
        counted = {name: sum(getattr(stats, name).values()) for name in COUNTED}
        custom = {name: value for part in stats.custom.values() for name, value in part.items()}
        kept = playbook_record(
            counted,
            told={"playbook": json.loads(os.environ["NOC_PLAYBOOK"]), "stats": custom},
            facts=self._facts,
            log="\n".join(self._lines),
            fault=self._fault,
            limit=int(os.environ["NOC_OUTPUT_LIMIT"]),
        )
        path = Path(os.environ["NOC_RESULT_FILE"])
        unfinished = path.with_name(f"{path.name}.part")
        unfinished.write_text(json.dumps(kept, allow_nan=False), encoding="utf-8")
        unfinished.replace(path)

    def _note(self, word: str, result: Any) -> None:
        self._lines.append(f"{word}: {result.task.get_name().strip()}")

    def _blame(self, result: Any) -> None:
        said = result.result.get("msg") or result.result.get("censored") or "it gives no reason"
        self._fault = f"{result.task.get_name().strip()}: {said}"
