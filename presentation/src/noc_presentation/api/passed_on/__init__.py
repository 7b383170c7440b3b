"""How the scheduler's answers look that are passed on as they are; they may say more than stands here."""

from typing import Any

import marshmallow as ma

from noc_presentation.api.fields import List, Nested, Object, String


class PassedOn(ma.Schema):
    """An object of the scheduler's; it may have further members."""

    class Meta:
        unknown = ma.INCLUDE


class PassedOnPage(PassedOn):
    """A page; `next` is the cursor of the one after, or null."""

    next = String(required=True, allow_none=True)


class SaidSchema(PassedOn):
    """A sentence for those who word it themselves: what is said, and what it is said of; values may be such too."""

    code = String(required=True)
    values = Object(required=True)


def said(description: str) -> Nested:
    """Beside a sentence in English, what it is made of; an older scheduler does not say."""
    return Nested(SaidSchema, allow_none=True, metadata={"description": description})


def groups_reached() -> List:
    """What rights on an execution are asked of; an older scheduler does not say."""
    words = "in which groups its hosts were when they were frozen; rights are asked of these"
    return List(List(String()), metadata={"description": words})


def given(query: dict[str, Any]) -> dict[str, Any]:
    """What of a loaded query was given, to be passed on."""
    return {name: value for name, value in query.items() if value is not None}
