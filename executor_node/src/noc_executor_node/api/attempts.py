"""Attempts over REST: hand over, ask to end, look up."""

from typing import Any

from noc_executor_node.acceptance import MOST_AT_ONCE, accept
from noc_executor_node.api import fields
from noc_executor_node.api.blueprint import Blueprint
from noc_executor_node.api.parts import parts
from noc_executor_node.attempt_schema import AttemptSchema
from noc_executor_node.errors import NotFound
from noc_executor_node.vocabulary import AttemptOutcome, AttemptState

blueprint = Blueprint("attempts", __name__, url_prefix="/v1/attempts", description="What is to be done here")


class ReadLater(fields.Nested):
    """Documented as its schema, handed on as it came: each item of the batch is read on its own."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return value


class Batch(fields.Schema):
    attempts = fields.List(ReadLater(AttemptSchema), required=True, validate=fields.length(1, MOST_AT_ONCE))


class ItemAnswer(fields.Schema):
    id = fields.String(required=True)
    status = fields.String(required=True, validate=fields.one_of("accepted", "duplicate", "refused"))
    code = fields.String(allow_none=True)
    message = fields.String(allow_none=True)


class BatchAnswer(fields.Schema):
    items = fields.List(fields.Nested(ItemAnswer), required=True)


class Cancellation(fields.Schema):
    id = fields.String(required=True, validate=fields.length(1, 64))
    lease = fields.Integer(required=True)
    reason = fields.String(required=True, validate=fields.length(0, 1_000))


class Cancellations(fields.Schema):
    attempts = fields.List(
        fields.Nested(Cancellation), required=True, validate=fields.length(1, MOST_AT_ONCE)
    )


class CancellationAnswer(fields.Schema):
    id = fields.String(required=True)
    status = fields.String(required=True, validate=fields.one_of("asked", "unknown", "finished"))


class CancellationsAnswer(fields.Schema):
    items = fields.List(fields.Nested(CancellationAnswer), required=True)


class Row(fields.Schema):
    id = fields.String(required=True)
    lease = fields.Integer(required=True)
    state = fields.String(required=True, validate=fields.one_of(*AttemptState))
    outcome = fields.String(allow_none=True, validate=fields.one_of(*AttemptOutcome))
    boot = fields.String(allow_none=True)
    cancel_reason = fields.String(allow_none=True)
    accepted_at = fields.String(required=True)
    started_at = fields.String(allow_none=True)
    finished_at = fields.String(allow_none=True)


@blueprint.post("")
@blueprint.arguments(Batch)
@blueprint.response(200, BatchAnswer)
def hand_over(body: dict[str, Any]) -> dict[str, Any]:
    """Take attempts into the journal; each item gets its own answer."""
    answers = accept(parts().journal, body["attempts"], parts().settings.queue_limit)
    new = sum(answer.status == "accepted" for answer in answers)
    parts().doorbell.ring(min(new, parts().settings.slots - parts().journal.attempts.running()))
    return {"items": answers}


@blueprint.post("/cancel")
@blueprint.arguments(Cancellations)
@blueprint.response(200, CancellationsAnswer)
def cancel(body: dict[str, Any]) -> dict[str, Any]:
    """Ask attempts to end; that they have is told by their reports."""
    ask = parts().journal.attempts.ask_to_cancel
    return {
        "items": [
            {"id": item["id"], "status": ask(item["id"], item["lease"], item["reason"])}
            for item in body["attempts"]
        ]
    }


@blueprint.get("/<string:attempt_id>")
@blueprint.response(200, Row)
def look_up(attempt_id: str) -> dict[str, Any]:
    """What the journal knows of an attempt, without its arguments and results."""
    row = parts().journal.attempts.find(attempt_id)
    if row is None:
        raise NotFound("attempt.unknown", "no such attempt was handed over to this executor node")
    return row
