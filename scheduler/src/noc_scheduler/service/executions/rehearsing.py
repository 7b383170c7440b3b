"""Rehearsing a text that is being written: who would walk where if the steps answered so."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from noc_scheduler.errors import Complaint, Invalid
from noc_scheduler.flowchart.check import check
from noc_scheduler.flowchart.errors import FlowchartError, ParameterErrors
from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.findings import errors_in
from noc_scheduler.flowchart.form import API_VERSION
from noc_scheduler.flowchart.host_run import Reason
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.rehearsal.document import KIND, read_rehearsal
from noc_scheduler.flowchart.rehearsal.stage import Walk, overall, perform
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence

#: A rehearsal in an editor is an answer somebody waits for; files may have any number.
MOST_HOSTS = 10
#: About a second and a half; a draft may be wrong in ways that keep a walk going for long.
MOST_HAPPENINGS = 5_000
#: Such a draft walks without anything happening at all.
ENDLESS = "cycle.no_work"


def rehearsed(text: str, script: Mapping[str, Any]) -> dict[str, Any]:
    """How the hosts of the script walk this procedure; nothing is contacted, stored or waited for.

    `script` has `params`, `hosts`, `results` and `answers` as rehearsals write them. Raises Invalid where there
    is no flowchart to walk or the script doesn't fit it; other findings don't matter.
    """
    flowchart = _flowchart(text)
    try:
        rehearsal = read_rehearsal(json.dumps(_document(script)))
        walks = perform(flowchart, rehearsal, most_happenings=MOST_HAPPENINGS)
    except ParameterErrors as error:
        complaints = tuple(Complaint(f"/params{one.path}", one.code, one.message) for one in error.problems)
        raise Invalid("param.invalid", "the parameters are not right; see errors", complaints) from error
    except FlowchartError as error:
        raise Invalid(error.code, error.message, (Complaint("/", error.code, error.message),)) from error
    return {
        "status": overall(walks).value,
        "hosts": [_host(name, walk) for name, walk in walks.items()],
    }


def _flowchart(text: str) -> Flowchart:
    checked = check(text)
    if checked.flowchart is None or any(each.code == ENDLESS for each in checked.findings):
        complaints = tuple(
            Complaint(f"/spec/nodes/{each.node}" if each.node else "/", each.code, each.message)
            for each in errors_in(checked.findings)
        )
        raise Invalid("procedure.unsound", "there is no flowchart to walk; see errors", complaints)
    return checked.flowchart


def _document(script: Mapping[str, Any]) -> dict[str, Any]:
    hosts = {"hosts": script["hosts"]} if script["hosts"] else {}
    rest = {name: script[name] for name in ("params", "results", "answers")}
    return {"apiVersion": API_VERSION, "kind": KIND, "procedure": "this", "expect": {}, **rest, **hosts}


def _host(name: str, walk: Walk) -> dict[str, Any]:
    reason = walk.host_run.reason
    ended = None if reason is None else _ended(reason)
    taken = Counter(
        (event.data["from"], event.data["outcome"], event.data["to"])
        for event in walk.events
        if event.type is EventType.ARROW_TAKEN
    )
    return {
        "name": name,
        "status": walk.status.value,
        "reason": None if ended is None else str(ended),
        "reason_said": None if ended is None else ended.document(),
        "path": walk.path,
        "visits": list(_visits(walk)),
        "arrows": [
            {"from": source, "outcome": outcome, "to": target, "count": count}
            for (source, outcome, target), count in taken.items()
        ],
        "messages": walk.messages,
    }


def _ended(reason: Reason) -> Sentence:
    because = reason.told() if reason.message else reason.outcome
    return Sentence(Saying.ENDED_AT, {"node": reason.node, "because": because})


def _visits(walk: Walk) -> Iterator[dict[str, Any]]:
    """Every visit as it ended, or what it still waits for."""
    told: dict[int, dict[str, Any]] = {}
    for event in walk.events:
        data = event.data
        if event.type is EventType.VISIT_FINISHED:
            why = data["why"] or {"sentence": data["message"], "said": data.get("said")}
            told[data["visit"]] = _told(data, data["outcome"], why["sentence"], why["said"])
        elif event.type is EventType.VISIT_WAITING:
            waits = walk.host_run.open_visits.get(data["visit"])
            reason = None if waits is None else waits.reason
            said = None if reason is None else reason.document()
            told[data["visit"]] = _told(data, None, data["reason"], said)
    for _, visit in sorted(told.items()):
        yield visit


def _told(
    data: Mapping[str, Any], outcome: str | None, sentence: str, said: Mapping[str, Any] | None
) -> dict[str, Any]:
    return {"node": data["node"], "outcome": outcome, "sentence": sentence, "said": said}
