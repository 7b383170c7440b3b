"""Questions over REST: what walks ask people; whoever holds a token may answer in their own name."""

from typing import Any

from flask import Response, jsonify

from noc_presentation.api import authorise, current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.fields import Object, Schema, String, length, one_of
from noc_presentation.api.pages import PageQuery
from noc_presentation.api.passed_on import given
from noc_presentation.api.passed_on.questions import QuestionPageSchema, QuestionSchema
from noc_presentation.api.references import only_id
from noc_presentation.api.strong import shown_now
from noc_presentation.asking.deciding import Answer, Decider, decide
from noc_presentation.permissions.verbs import Verb

MOST_REASON = 1_000
blueprint = Blueprint("questions", __name__, description="What walks ask people, and what people answer")


class QuestionQuery(PageQuery):
    """Open or closed ones, of one execution or of all."""

    status = String(load_default=None, validate=one_of("open", "closed"))
    execution = String(load_default=None, validate=length(1, 36))


class AnswerSchema(Schema):
    """`approved` or `refused` for an approval; `succeeded` with `values` for an input.

    `digest` is the question's as it was shown: an answer is to exactly that.
    """

    digest = String(required=True, validate=length(1, 80))
    outcome = String(required=True, validate=length(1, 64))
    values_ = Object(load_default=dict, data_key="values", attribute="values")
    reason = String(load_default="", validate=length(0, MOST_REASON))
    code = String(
        load_default=None,
        allow_none=True,
        load_only=True,
        validate=length(1, 64),
        metadata={"description": "of your second factor; approving what is of high risk takes one"},
    )


@blueprint.route("/questions")
@blueprint.arguments(QuestionQuery, location="query")
@blueprint.response(200, QuestionPageSchema)
def listed(query: dict[str, Any]) -> Response:
    """Questions in the order they were asked."""
    return jsonify(authorise.visible(Verb.EXECUTION_READ, current.scheduler().questions(given(query))))


@blueprint.route("/questions/<string:question>")
@blueprint.response(200, QuestionSchema)
def one(question: str) -> Response:
    """One question, with what has been answered so far."""
    return jsonify(current.scheduler().question(only_id(question)))


@blueprint.route("/questions/<string:question>/answers", methods=["POST"])
@blueprint.arguments(AnswerSchema)
@blueprint.response(200, QuestionSchema)
def answer(body: dict[str, Any], question: str) -> Response:
    """Answer once, in your own name; never what you have asked for or published yourself."""
    strong = body["code"] is not None and shown_now(body["code"])
    decider = Decider(current.actor(), current.rights(), strong)
    said = Answer(only_id(question), body["digest"], body["outcome"], body["reason"], body["values"])
    return jsonify(decide(current.database(), current.scheduler(), decider, said))
