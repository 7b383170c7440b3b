"""Loads a part of a document with a strict schema; what it refuses is told at its place in the document."""

from typing import Any

import marshmallow as ma

from noc_presentation.api.messages import complaints_of
from noc_presentation.errors import Invalid


def load(schema: ma.Schema, given: Any, path: str) -> dict[str, Any]:
    """What the schema makes of `given`; raises Invalid with every complaint below `path`."""
    try:
        loaded: dict[str, Any] = schema.load(given)
    except ma.ValidationError as error:
        complaints = list(complaints_of(error.messages, path))
        raise Invalid("document.invalid", "the document is not valid", complaints) from error
    return loaded
