"""The query and the answer of every list."""

from typing import Any

import marshmallow as ma

from noc_presentation.api.fields import List, Nested, Query, QueryInteger, Schema, String, length
from noc_presentation.pages import MOST, USUAL, PageRequest

LIMIT = ma.validate.Range(1, MOST, error="page.size|must be from {min} to {max}")


class PageQuery(Query):
    """`limit` and `cursor`; a view gets a PageRequest. Lists with filters inherit and add theirs."""

    limit = QueryInteger(
        load_default=USUAL,
        validate=LIMIT,
        metadata={"description": "how many items at most"},
    )
    cursor = String(
        load_default=None, validate=length(1, 2048), metadata={"description": "`next` of the page before"}
    )


def page_request(query: dict[str, Any]) -> PageRequest:
    """The page that a loaded PageQuery asks for."""
    return PageRequest(query["limit"], query["cursor"])


def page_of(schema: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a page of these items."""
    name = schema.__name__.removesuffix("Schema") + "Page"
    return Schema.from_dict(
        {
            "items": List(Nested(schema), required=True),
            "next": String(required=True, allow_none=True),
        },
        name=name,
    )
