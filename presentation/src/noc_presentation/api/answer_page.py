"""The page behind a link in a mail: looking at it decides nothing, sending its form does, once."""

from dataclasses import replace
from html import escape
from typing import Any

from flask import Response, g, request

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.guards import anyone
from noc_presentation.asking import links
from noc_presentation.asking.card import Line, words
from noc_presentation.asking.deciding import APPROVAL, HIGH, Answer, Decider, decide, decider_of
from noc_presentation.audit.recording import Act
from noc_presentation.errors import Invalid, Refused, Unavailable
from noc_presentation.reports.sentences import LANGUAGES, word
from noc_presentation.store.accounts import User
from noc_presentation.store.asking import AnswerLink, Card

MOST_BYTES = 64 * 1024
MOST_REASON = 1_000
OUTCOMES = ("approved", "refused")
POLICY = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
blueprint = Blueprint(
    "answer_page",
    __name__,
    url_prefix="/answer",
    guard=anyone,
    most_bytes=MOST_BYTES,
    description="Answering by a link",
)
#: People read these, so that a refusal is a page, too.
PAGE = {"description": "a page", "content": {"text/html": {}}}
HTML: dict[str, Any] = {"responses": dict.fromkeys((200, 403, 404, 409, 422, 503), PAGE)}
FORM: dict[str, Any] = {
    "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}}
}


@blueprint.route("/<string:link>")
@blueprint.doc(**HTML)
def page(link: str) -> Response:
    """What is asked, with a form that answers it; however often this is fetched, nothing is decided by it."""
    try:
        with current.reading() as session:
            found = links.recognise(session, link, current.resources().sealing_key, current.now())
            card = session.get_one(Card, found.card_id)
            return _page(_asking(card), 200)
    except Refused as error:
        return _page(f"<p>{escape(error.detail)}</p>", error.status)


@blueprint.route("/<string:link>", methods=["POST"])
@blueprint.doc(**HTML, **FORM)
def answer(link: str) -> Response:
    """Answer in the name of whom the link was sent to; the link is used up."""
    try:
        card, decider, link_id = _use_up(link)
    except Refused as error:
        return _page(f"<p>{escape(error.detail)}</p>", error.status)
    act: Act = g.act
    act.said = replace(act.said, actor=decider.actor.document(), source=f"mail link {link_id}"[:64])
    language = LANGUAGES[card.language]
    outcome = request.form["outcome"]
    lines, worst = [], 200
    for one in card.questions:
        if one.question not in request.form.getlist("question"):
            continue
        said = Answer(one.question, one.digest, outcome, request.form.get("reason", "")[:MOST_REASON])
        try:
            decide(current.database(), current.scheduler(), decider, said)
            lines.append(f"{one.host}: {word(outcome, language)}")
        except Refused as error:
            worst = error.status
            lines.append(f"{one.host}: {error.detail} ({error.code})")
            if isinstance(error, Unavailable):
                _give_back(link_id)
    return _page("".join(f"<p>{escape(line)}</p>" for line in lines), worst)


def _use_up(token: str) -> tuple[Card, Decider, str]:
    """The card, who answers and the link's id; Invalid for a form that says nothing leaves the link as it is."""
    if request.form.get("outcome") not in OUTCOMES or not request.form.getlist("question"):
        raise Invalid("form.invalid", "say yes or no, and for which hosts")
    with current.database().writing() as session:
        link = links.recognise(session, token, current.resources().sealing_key, current.now(), to_use=True)
        card, user = session.get_one(Card, link.card_id), session.get_one(User, link.user_id)
        decider = decider_of(session, user)
        link.used_at = current.now()
        return card, decider, link.id


def _give_back(link_id: str) -> None:
    """What could not be decided because something was down may be tried with the same link."""
    with current.database().writing() as session:
        session.get_one(AnswerLink, link_id).used_at = None


def _asking(card: Card) -> str:
    language = LANGUAGES[card.language]
    lines = [Line(one.host, one.open, one.said) for one in card.questions]
    said = words(card.facts, lines, card.language, current.resources().public_url)
    shown = f"<pre>{escape(said.text)}</pre>"
    if card.over or card.facts["kind"] != APPROVAL or card.facts["risk"] == HIGH:
        return shown
    boxes = "".join(
        f"<p><label><input type=checkbox name=question value={escape(one.question)} checked> "
        f"{escape(one.host)}</label></p>"
        for one in card.questions
        if one.open
    )
    buttons = "".join(
        f"<button name=outcome value={outcome}>{escape(word(outcome, language))}</button> "
        for outcome in OUTCOMES
    )
    return (
        f"{shown}<form method=post>{boxes}<p><input name=reason maxlength={MOST_REASON}></p>{buttons}</form>"
    )


def _page(body: str, status: int) -> Response:
    html = (
        f"<!doctype html><html><head><meta charset=utf-8><title>noc</title></head><body>{body}</body></html>"
    )
    response = Response(html, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    return response
