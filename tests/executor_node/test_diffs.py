"""What a module says it changes, as lines that people read."""

from typing import Any

import pytest

from noc_executor_node.executors.diffs import MOST_LINES, diff_text
from noc_executor_node.executors.results import record


def test_two_texts_are_told_line_by_line() -> None:
    told = {"before": "a\nb\nc\n", "after": "a\nB\nc", "before_header": "/etc/x", "after_header": "new"}
    assert diff_text(told) == "--- /etc/x\n+++ new\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"


def test_several_things_follow_each_other_and_objects_are_written_as_json() -> None:
    told = [{"prepared": "=== patch\n"}, {"before": {"mode": "0644"}, "after": {"mode": "0600"}}]
    assert diff_text(told).splitlines() == [
        "=== patch",
        "--- before",
        "+++ after",
        "@@ -1,3 +1,3 @@",
        " {",
        '- "mode": "0644"',
        '+ "mode": "0600"',
        " }",
    ]


@pytest.mark.parametrize("told", [None, "text", 7, [], [None], {}, {"before": "x", "after": "x"}])
def test_what_says_nothing_gives_nothing(told: Any) -> None:
    assert diff_text(told) == ""


def test_what_nobody_would_read_is_not_compared() -> None:
    told = {"before": "", "after": "x\n" * (MOST_LINES + 1)}
    assert (
        diff_text(told) == f"--- before\n+++ after\n(from 0 to {MOST_LINES + 1} lines: too long to compare)\n"
    )


def test_it_follows_the_output_only_where_it_was_asked_for_and_is_cut_with_it() -> None:
    result = {"stdout": "said", "changed": True, "diff": {"before": "old\n", "after": "new\n"}}
    asked, unasked = record("ok", result, 1_000, True), record("ok", result, 1_000)
    assert asked["stdout"] == "said\n--- before\n+++ after\n@@ -1 +1 @@\n-old\n+new\n"
    assert (asked["result"], unasked["stdout"]) == ({}, "said")
    assert unasked["result"]["diff"] == result["diff"]
    assert record("ok", result, 20, True)["truncated"] is True
