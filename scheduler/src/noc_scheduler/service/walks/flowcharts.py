"""Flowcharts: checked as text for people, checked again when handed in, compiled once per process."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Any

import sqlalchemy as sa
from rfc8785 import CanonicalizationError

from noc_scheduler.errors import Complaint, Conflict, Invalid
from noc_scheduler.flowchart.check import check, compile_flowchart
from noc_scheduler.flowchart.document.canonical import digest
from noc_scheduler.flowchart.errors import ParameterErrors, UnsoundFlowchart
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.parameters import bind_parameters
from noc_scheduler.service.means import Means
from noc_scheduler.service.nodes import modules
from noc_scheduler.store import executions

MOST_KEPT = 256
_kept: OrderedDict[str, Flowchart] = OrderedDict()
_lock = Lock()


def flowchart_of(of_digest: str, canonical: Mapping[str, Any]) -> Flowchart:
    """The compiled flowchart; the canonical form is only read when this process doesn't know the digest."""
    return _compiled(of_digest, lambda: canonical)


def flowchart_for(connection: sa.Connection, execution: sa.Row[Any]) -> Flowchart:
    """What an execution walks; its canonical form is only loaded when this process doesn't know it."""
    return _compiled(execution.digest, lambda: executions.canonical(connection, execution.id))


def steps_read(connection: sa.Connection, execution: sa.Row[Any]) -> Collection[str]:
    """The steps whose results walks of this execution read."""
    return flowchart_for(connection, execution).reads


def _compiled(of_digest: str, canonical: Callable[[], Mapping[str, Any]]) -> Flowchart:
    with _lock:
        if of_digest in _kept:
            _kept.move_to_end(of_digest)
            return _kept[of_digest]
    flowchart = compile_flowchart(canonical())
    with _lock:
        _kept[of_digest] = flowchart
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return flowchart


def checked(means: Means, text: str) -> dict[str, Any]:
    """What a check says about a procedure's text, as `POST /v1/flowcharts/check` answers it.

    Its tasks are held against what the authorised executor nodes have said about their modules.
    """
    answer = check(text, catalogues=modules.known(means))
    flowchart = answer.flowchart
    return {
        "valid": answer.sound,
        "digest": answer.digest,
        "canonical": answer.canonical,
        "title": flowchart.title if flowchart else None,
        "name": flowchart.name if flowchart else None,
        "parameters": dict(flowchart.parameters) if flowchart else {},
        "findings": [
            {
                "severity": str(finding.severity),
                "code": finding.code,
                "node": finding.node,
                "line": finding.line,
                "message": finding.message,
            }
            for finding in answer.findings
        ],
    }


def accept(procedure: Mapping[str, Any]) -> Flowchart:
    """The flowchart of a procedure version that was handed in.

    Raises Conflict when its digest is not that of its canonical form, Invalid with every finding when
    it can't be walked.
    """
    canonical = procedure["canonical"]
    try:
        recomputed = digest(canonical)
    except CanonicalizationError as error:
        complaint = Complaint("/procedure/canonical", "document.not_canonical", str(error))
        raise Invalid("document.not_canonical", "the canonical form has no digest", (complaint,)) from error
    if recomputed != procedure["digest"]:
        raise Conflict(
            "procedure.digest_mismatch",
            f"the canonical form has the digest {recomputed}, not {procedure['digest']}",
        )
    try:
        return flowchart_of(recomputed, canonical)
    except UnsoundFlowchart as error:
        complaints = tuple(
            Complaint(
                f"/procedure/canonical/spec/nodes/{finding.node}" if finding.node else "/procedure/canonical",
                finding.code,
                finding.message,
            )
            for finding in error.findings
            if finding.severity == "error"
        )
        raise Invalid(
            "procedure.unsound", "this procedure can't be walked; see errors", complaints
        ) from error


def bind(flowchart: Flowchart, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of an execution; raises Invalid with all that is wrong, at `/params/...`."""
    try:
        return bind_parameters(flowchart, given)
    except ParameterErrors as error:
        complaints = tuple(Complaint(f"/params{one.path}", one.code, one.message) for one in error.problems)
        codes = {complaint.code for complaint in complaints}
        code = codes.pop() if len(codes) == 1 else "param.invalid"
        raise Invalid(code, "the parameters are not right; see errors", complaints) from error
