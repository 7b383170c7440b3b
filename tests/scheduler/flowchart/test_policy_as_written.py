"""Policies as people write them: each thing that is wrong is told once, in words that fit it."""

from typing import Any

import pytest

from noc_scheduler.flowchart.crossings.policy import read_policy
from noc_scheduler.flowchart.findings import Notebook


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"waves": [0, "rest"]}, ["policy.amount"]),
        ({"waves": ["x", 20_000, "rest"]}, ["policy.amount", "policy.type"]),
        ({"waves": ["rest", 1, "rest"]}, ["policy.rest_not_last"]),
        ({"waves": [{"size": 1}]}, ["policy.amount", "policy.no_rest"]),
        ({"stop": {"failed": "many", "lost": 1}}, ["policy.amount", "policy.unknown"]),
    ],
)
def test_what_is_wrong_is_told_once(written: Any, told: list[str]) -> None:
    notebook = Notebook()
    read_policy(written, notebook)

    assert sorted(finding.code for finding in notebook.findings) == told
    assert not [finding for finding in notebook.findings if "a text or a text" in finding.message]
