"""Pages of lists: `limit` and an opaque `cursor` come in, `items` and `next` go out."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import marshmallow as ma

from noc_scheduler.api.fields import List, Nested, Query, QueryInteger, Schema, String, length
from noc_scheduler.errors import Complaint, Invalid

T = TypeVar("T")
MOST, USUAL = 200, 50


class PageQuery(Query):
    """`limit` and `cursor`."""

    limit = QueryInteger(
        load_default=USUAL,
        validate=ma.validate.Range(1, MOST, error="page.size|must be from {min} to {max}"),
        metadata={"description": "how many items at most"},
    )
    cursor = String(
        load_default=None, validate=length(1, 512), metadata={"description": "`next` of the page before"}
    )


def read_cursor(text: str | None, first: Sequence[Any]) -> list[Any]:
    """What the cursor holds: values of the same types as `first`, which stands for no cursor."""
    if text is None:
        return list(first)
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error) as error:
        raise bad_cursor() from error
    kinds = [type(value) for value in first]
    if not isinstance(values, list) or [type(value) for value in values] != kinds:
        raise bad_cursor()
    if any(isinstance(value, int) and not 0 <= value < 2**31 for value in values):
        raise bad_cursor()
    return values


def bad_cursor() -> Invalid:
    """The refusal of a cursor that nobody here wrote."""
    complaint = Complaint("/cursor", "cursor.invalid", "is no cursor of this list")
    return Invalid("cursor.invalid", "the cursor is not one of this list", (complaint,))


def page(items: Sequence[T], limit: int, place: Callable[[T], Sequence[Any]]) -> dict[str, Any]:
    """The answer for up to `limit` + 1 found items; one beyond the limit means that there is a next page."""
    shown = list(items[:limit])
    following = None
    if len(items) > limit:
        text = json.dumps(list(place(shown[-1])), separators=(",", ":"))
        following = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return {"items": shown, "next": following}


def page_of(schema: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a page of these items."""
    members: dict[str, ma.fields.Field[Any]] = {
        "items": List(Nested(schema), required=True),
        "next": String(required=True, allow_none=True),
    }
    return Schema.from_dict(members, name=schema.__name__.removesuffix("Schema") + "Page")
