"""Destinations over REST: who wants to be told of which executions, and when."""

import re
from typing import Any
from zoneinfo import available_timezones

import marshmallow as ma
from flask import Response, make_response

from noc_presentation.api import current
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.channels import kinds_now
from noc_presentation.api.fields import (
    Instant,
    Integer,
    List,
    Nested,
    Schema,
    String,
    between,
    length,
    one_of,
)
from noc_presentation.api.pages import PageQuery, page_of, page_request
from noc_presentation.api.shown import ActorSchema
from noc_presentation.errors import Complaint, Invalid, NotFound
from noc_presentation.pages import Page
from noc_presentation.reports.destination import USUAL
from noc_presentation.reports.report import Occasion, Severity
from noc_presentation.reports.sentences import LANGUAGES
from noc_presentation.store import reports as store
from noc_presentation.store.reports import DestinationRow

MOST_PATTERNS = 100
LONGEST_DIGEST_S = 86_400
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}", re.ASCII)
CLOCK = ma.validate.Regexp(r"\A([01][0-9]|2[0-3]):[0-5][0-9]\Z", error="time.invalid|must be as 22:30")
blueprint = Blueprint("destinations", __name__, description="Who is told what, and when")


def known_zone(name: str) -> None:
    """Raises ValidationError for what is no time zone of this machine's."""
    if name not in available_timezones():
        raise ma.ValidationError("time_zone.unknown|is no time zone known here")


class Patterns(List):
    """Names in which `*` stands for anything; none are all."""

    def __init__(self, about: str) -> None:
        super().__init__(
            String(validate=length(1, 128)),
            load_default=list,
            validate=length(0, MOST_PATTERNS),
            metadata={"description": f"{about}; * stands for anything, none are all"},
        )


class QuietSchema(Schema):
    """From when to when nothing is said that is not critical; over midnight where `to` is the earlier."""

    from_ = String(required=True, data_key="from", attribute="from", validate=CLOCK)
    to = String(required=True, validate=CLOCK)
    time_zone = String(required=True, validate=known_zone)


class RulesSchema(Schema):
    """A channel and what goes there."""

    channel = String(required=True, validate=length(1, 128))
    language = String(load_default="en", validate=one_of(*LANGUAGES))
    tell = List(
        String(validate=one_of(*Occasion)),
        load_default=lambda: [one.value for one in USUAL],
        validate=length(1, len(Occasion)),
    )
    procedures = Patterns("procedures")
    schedules = Patterns("ids of schedules")
    nodes = Patterns("steps that failed")
    severity = String(load_default=Severity.INFO.value, validate=one_of(*Severity))
    quiet = Nested(QuietSchema, load_default=None, allow_none=True)
    digest_seconds = Integer(
        load_default=0,
        validate=between(0, LONGEST_DIGEST_S),
        metadata={"description": "gather reports so long into one message; 0 sends each by itself"},
    )


class DestinationSchema(RulesSchema):
    """The same with its name."""

    name = String(required=True)
    changed_at = Instant(required=True)
    changed_by = Nested(ActorSchema, required=True)


@blueprint.route("/destinations")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(DestinationSchema))
def listed(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """All destinations, by name."""
    with current.reading() as session:
        found = store.listed(session, page_request(query))
    return Page([_plain(row) for row in found.items], found.next)


@blueprint.route("/destinations/<string:name>")
@blueprint.response(200, DestinationSchema)
def one(name: str) -> dict[str, Any]:
    """One destination."""
    with current.reading() as session:
        row = store.destination(session, name)
    if row is None:
        raise NotFound("destination.unknown", "there is no such destination")
    return _plain(row)


@blueprint.route("/destinations/<string:name>", methods=["PUT"])
@blueprint.arguments(RulesSchema)
@blueprint.response(200, DestinationSchema)
@blueprint.alt_response(201, schema=DestinationSchema, success=True)
def write(body: dict[str, Any], name: str) -> Response:
    """Make a destination, or give the one of this name other rules; executions that ended are not told again."""
    if NAME.fullmatch(name) is None:
        raise NotFound("not_found", "this can't be the name of a destination")
    if body["channel"] not in (known := kinds_now()):
        words = f"there is no channel called {body['channel']!r}; there are: {', '.join(known)}"
        raise Invalid("channel.unknown", words, [Complaint("/channel", "channel.unknown", words)])
    with current.writing() as session:
        row = store.destination(session, name)
        made = row is None
        if row is None:
            row = DestinationRow(name=name)
            session.add(row)
        row.channel, row.rules = body["channel"], {k: v for k, v in body.items() if k != "channel"}
        row.changed_at, row.changed_by = current.now(), current.actor().document()
        return make_response(DestinationSchema().dump(_plain(row)), 201 if made else 200)


@blueprint.route("/destinations/<string:name>", methods=["DELETE"])
@blueprint.response(204)
def delete(name: str) -> None:
    """Tell it nothing any more, not even what it has gathered."""
    with current.writing() as session:
        row = store.destination(session, name)
        if row is None:
            raise NotFound("destination.unknown", "there is no such destination")
        session.delete(row)


def _plain(row: DestinationRow) -> dict[str, Any]:
    return {
        **row.rules,
        "name": row.name,
        "channel": row.channel,
        "changed_at": row.changed_at,
        "changed_by": row.changed_by,
    }
