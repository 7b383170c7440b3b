"""The procedures that come along with a start because it may call them: checked like the one that is started."""

from collections.abc import Mapping, Sequence
from typing import Any

from noc_scheduler.errors import Complaint, Invalid
from noc_scheduler.flowchart.calls import call_problems
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.service.walks import flowcharts


def accept_bundle(flowchart: Flowchart, handed_in: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The versions by name. Raises like `flowcharts.accept` for each of them, and Invalid with every call that
    leads nowhere, in a circle, or too deep."""
    library = {each["name"]: flowcharts.accept(each) for each in handed_in}
    problems = call_problems(flowchart, library)
    if problems:
        complaints = tuple(Complaint("/procedures", one.code, one.message) for one in problems)
        raise Invalid(problems[0].code, "a procedure that is called can't be walked; see errors", complaints)
    return {
        each["name"]: {name: each[name] for name in ("version", "digest", "canonical")} for each in handed_in
    }
