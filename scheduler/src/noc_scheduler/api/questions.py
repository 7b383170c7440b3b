"""Questions: what walks ask people, and what people answer."""

from typing import Any
from uuid import UUID

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import Instant, Integer, List, Nested, Object, Schema, String, length, one_of
from noc_scheduler.api.pages import PageQuery, bad_cursor, page, page_of, read_cursor
from noc_scheduler.api.shapes import ActorSchema, TargetSchema, groups_reached, printable_lines
from noc_scheduler.service.executions.finding import uuid_or_none
from noc_scheduler.service.operating import questions

blueprint = Blueprint("questions", __name__, Peer.PRESENTATION, "What walks ask people")


class QuestionQuery(PageQuery):
    """Open or closed ones, of one execution or of all."""

    status = String(load_default=None, validate=one_of("open", "closed"))
    execution = String(load_default=None, validate=length(1, 36))


class GivenAnswerSchema(Schema):
    """What somebody has answered."""

    by = String(required=True)
    outcome = String(required=True)
    reason = String(required=True)
    at = Instant(required=True)


class QuestionSchema(Schema):
    """A question of one host; an answer carries its `digest`."""

    id = String(required=True)
    status = String(required=True)
    kind = String(required=True, metadata={"description": "approval or input"})
    question = String(required=True)
    fields_ = Object(
        required=True,
        allow_none=True,
        data_key="fields",
        attribute="fields",
        metadata={"description": "of an input"},
    )
    approvers = List(String(), required=True)
    quorum = Integer(required=True)
    digest = String(required=True)
    risk = String(required=True, metadata={"description": "normal, or high: it takes a second factor"})
    execution = String(required=True)
    execution_number = Integer(required=True)
    procedure = String(required=True)
    target = Nested(TargetSchema, required=True)
    reached = groups_reached()
    schedule = String(required=True, allow_none=True)
    params = Object(required=True)
    asked_for = Nested(ActorSchema, required=True, metadata={"description": "who started the execution"})
    host = String(required=True)
    node = String(required=True)
    asked_at = Instant(required=True)
    expires_at = Instant(required=True)
    closed_at = Instant(required=True, allow_none=True)
    outcome = String(required=True, allow_none=True)
    answers = List(Nested(GivenAnswerSchema), required=True)


class AnswerSchema(Schema):
    """One person's answer."""

    digest = String(required=True, validate=length(1, 80))
    outcome = String(required=True, validate=length(1, 64))
    values_ = Object(load_default=dict, data_key="values", attribute="values")
    reason = String(load_default="", validate=[length(0, 1_000), printable_lines])
    actor = Nested(ActorSchema, required=True)


@blueprint.route("/v1/questions")
@blueprint.arguments(QuestionQuery, location="query")
@blueprint.response(200, page_of(QuestionSchema))
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """Questions in the order they were asked."""
    is_open = None if query["status"] is None else query["status"] == "open"
    after = _after(query["cursor"])
    found = questions.listed(current.means(), is_open, query["execution"], after, query["limit"] + 1)
    return page(found, query["limit"], lambda one: [str(one["id"])])


@blueprint.route("/v1/questions/<string:question>")
@blueprint.response(200, QuestionSchema)
def one(question: str) -> dict[str, Any]:
    """One question."""
    return questions.question(current.means(), question)


@blueprint.route("/v1/questions/<string:question>/answers", methods=["POST"])
@blueprint.arguments(AnswerSchema)
@blueprint.response(200, QuestionSchema)
def answer(said: dict[str, Any], question: str) -> dict[str, Any]:
    """Answer; the host walks on when that decides it."""
    questions.answer(current.means(), question, questions.Said(**said))
    return questions.question(current.means(), question)


def _after(cursor: str | None) -> UUID | None:
    (text,) = read_cursor(cursor, [""])
    if not text:
        return None
    identity = uuid_or_none(text)
    if identity is None:
        raise bad_cursor()
    return identity
