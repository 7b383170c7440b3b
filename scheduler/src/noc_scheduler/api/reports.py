"""Reports of executor nodes about their attempts: a batch in which every item stands for itself."""

from collections.abc import Iterator, Mapping
from typing import Any

import marshmallow as ma

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import MEBIBYTE, Blueprint
from noc_scheduler.api.fields import (
    Any_,
    Boolean,
    Instant,
    Integer,
    List,
    Nested,
    Object,
    Schema,
    String,
    between,
    length,
    one_of,
)
from noc_scheduler.api.shapes import printable
from noc_scheduler.api.strict import RoomyParser
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.service.attempts.report import STATUS_OF, Judged, Report, report
from noc_scheduler.service.executions.finding import uuid_or_none

MOST_REPORTS = 500
#: What a report says of a result; a running attempt has none yet.
RESULT = ("outcome", "rc", "stdout", "stderr", "changed", "message", "code", "facts", "result")
blueprint = Blueprint("reports", __name__, Peer.AUTHORISED_NODE, "What came of attempts", 64 * MEBIBYTE)
blueprint.ARGUMENTS_PARSER = RoomyParser()


class ReportSchema(Schema):
    """One report; `seq` counts 1, 2, 3 per attempt, a finished one names its outcome.

    With `began` it also stands for the report before it, that the attempt is running, whether or not that came.
    """

    id = String(required=True, validate=length(1, 64))
    lease = Integer(required=True, validate=between(1, 2**31 - 1))
    seq = Integer(required=True, validate=between(1, 2**31 - 1))
    state = String(required=True, validate=one_of("running", "finished"))
    at = Instant(load_default=None, allow_none=True)
    began = Instant(load_default=None, allow_none=True)
    outcome = String(load_default=None, allow_none=True, validate=one_of(*(str(word) for word in STATUS_OF)))
    rc = Integer(load_default=None, allow_none=True)
    stdout = String(load_default="", allow_none=True)
    stderr = String(load_default="", allow_none=True)
    changed = Boolean(load_default=False, allow_none=True)
    message = String(load_default="", allow_none=True)
    code = String(
        load_default="",
        allow_none=True,
        validate=[length(0, 64), printable],
        metadata={"description": "stable, where `message` is the executor node's own and not a module's"},
    )
    facts = Object(load_default=dict, allow_none=True)
    result = Object(load_default=dict, allow_none=True)
    truncated = Any_(load_default=None, allow_none=True)
    transport = Any_(load_default=None, allow_none=True)

    @ma.validates_schema(skip_on_field_errors=True)
    def finished_has_an_outcome(self, data: Mapping[str, Any], **_: Any) -> None:
        """A finished attempt has one; no other has."""
        if (data["state"] == "finished") != (data["outcome"] is not None):
            raise ma.ValidationError("report.outcome|exactly a finished attempt has an outcome", "outcome")
        if data["began"] is not None and data["state"] != "finished":
            raise ma.ValidationError("report.began|only with the end of an attempt", "began")


_REPORT = ReportSchema()


class BatchSchema(Schema):
    """Reports of one start of the executors."""

    boot = String(required=True, validate=[length(1, 64), printable])
    reports = List(Any_(), required=True, validate=length(0, MOST_REPORTS))


class JudgementSchema(Schema):
    """What became of one report."""

    id = String(required=True, allow_none=True)
    seq = Integer(required=True, allow_none=True)
    status = String(required=True)
    code = String(required=True, allow_none=True)
    message = String(required=True, allow_none=True)


class JudgementsSchema(Schema):
    """One judgement for each report, in their order."""

    items = List(Nested(JudgementSchema), required=True)
    process = String(
        required=True,
        metadata={
            "description": "which process of the API read them: another one could read others meanwhile"
        },
    )


@blueprint.route("/v1/reports", methods=["POST"])
@blueprint.arguments(BatchSchema)
@blueprint.response(200, JudgementsSchema)
def reports(batch: dict[str, Any]) -> dict[str, Any]:
    """Apply reports; a bad one never keeps the others from being applied."""
    caller = current.calling_node()
    read = [_read(item) for item in batch["reports"]]
    good = [one for one in read if isinstance(one, Report)]
    judged = iter(report(current.means(), caller.id, caller.name, batch["boot"], good))
    return {"items": [_judgement(one, judged) for one in read], "process": current.means().name}


def _read(item: Any) -> Report | dict[str, Any]:
    """The report, or the judgement of what is none."""
    if not isinstance(item, Mapping):
        return _refused(None, None, "report.invalid", "a report must be an object")
    try:
        said = _REPORT.load(item)
    except ma.ValidationError as error:
        return _refused(item.get("id"), item.get("seq"), "report.invalid", _words(error))
    identity = uuid_or_none(said["id"])
    if identity is None:
        return _refused(said["id"], said["seq"], "attempt.unknown", "there is no such attempt")
    result = None
    if said["state"] == "finished":
        result = Result(**{name: said[name] for name in RESULT if said[name] is not None})
    return Report(identity, said["lease"], said["seq"], said["at"], result, said["began"])


def _words(error: ma.ValidationError) -> str:
    return "; ".join(
        f"{name} {str(message).partition('|')[2] or message}"
        for name, messages in error.normalized_messages().items()
        for message in (messages if isinstance(messages, list) else [messages])
    )[:500]


def _refused(identity: Any, seq: Any, code: str, message: str) -> dict[str, Any]:
    return {
        "id": identity if isinstance(identity, str) else None,
        "seq": seq if isinstance(seq, int) else None,
        "status": "refused",
        "code": code,
        "message": message,
    }


def _judgement(one: Report | dict[str, Any], judged: Iterator[Judged]) -> dict[str, Any]:
    if not isinstance(one, Report):
        return one
    found = next(judged)
    return {
        "id": str(one.attempt),
        "seq": one.seq,
        "status": found.status,
        "code": found.code,
        "message": found.message,
    }
