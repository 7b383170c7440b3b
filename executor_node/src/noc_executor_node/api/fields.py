"""Strict marshmallow fields and schemas: no coercion, and every complaint carries a stable code.

A message is written `code|words`; `api/problems.py` splits the two. The types are JSON's own: true is no
number, "5" is no number, 1 is no boolean.
"""

import re
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

REQUIRED = {"required": "field.missing|is missing", "null": "field.null|must not be null"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")


class Schema(ma.Schema):
    """A JSON object that refuses fields it doesn't know."""

    class Meta:
        unknown = ma.RAISE

    error_messages = {
        "unknown": "field.unknown|is not a field here",
        "type": "type.object|must be an object",
    }


class String(ma.fields.String):
    """A text."""

    default_error_messages = {
        **REQUIRED,
        "invalid": "type.string|must be a text",
        "invalid_utf8": "type.string|not UTF-8",
    }


class Integer(ma.fields.Integer):
    """A whole number; 5.0 and "5" are none."""

    default_error_messages = {
        **REQUIRED,
        "invalid": "type.integer|must be a whole number",
        "too_large": "type.integer|is too large",
    }

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid")
        if abs(value) >= 2**63:
            raise self.make_error("too_large")
        return value


class Boolean(ma.fields.Boolean):
    """true or false, nothing that merely looks like them."""

    default_error_messages = {**REQUIRED, "invalid": "type.boolean|must be true or false"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


def read_instant(text: str) -> datetime:
    """The point in time of a text that looks like one; raises ValueError or OverflowError where it is none."""
    return datetime.fromisoformat(text).astimezone(UTC)


class Instant(ma.fields.Field[datetime]):
    """A point in time, RFC 3339 with an offset; kept in UTC and written with milliseconds and Z."""

    default_error_messages = {
        **REQUIRED,
        "invalid": "datetime.invalid|must be a date and time such as 2026-11-21T09:00:00Z",
        "timezone": "datetime.timezone_required|needs Z or an offset",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if not INSTANT.fullmatch(value):
            raise self.make_error("timezone" if INSTANT.fullmatch(f"{value}Z") else "invalid")
        try:
            return read_instant(value)
        except (ValueError, OverflowError) as error:
            raise self.make_error("invalid") from error

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class List(ma.fields.List[Any]):
    """An array."""

    default_error_messages = {**REQUIRED, "invalid": "type.array|must be an array"}


class Nested(ma.fields.Nested):
    """An object of its own schema."""

    default_error_messages = {**REQUIRED, "type": "type.object|must be an object"}


class Object(ma.fields.Dict):
    """A free object."""

    default_error_messages = {**REQUIRED, "invalid": "type.object|must be an object"}


class Matches(ma.validate.Regexp):
    """The whole text matches; the pattern is documented in a form that other regular expressions know too."""

    def __init__(self, pattern: str, error: str) -> None:
        super().__init__(f"^{pattern}$", re.ASCII, error=error)

    def __call__(self, value: Any) -> Any:
        if not self.regex.fullmatch(value):
            raise ma.ValidationError(self._format_error(value))
        return value


def one_of(*choices: str) -> ma.validate.OneOf:
    """Exactly one of these words."""
    return ma.validate.OneOf(choices, error="value.unknown|must be one of: {choices}")


def length(minimum: int, maximum: int) -> ma.validate.Length:
    """Between `minimum` and `maximum` characters or items, both included."""
    return ma.validate.Length(
        minimum, maximum, error="string.length|must have {min} to {max} characters or items"
    )


def between(minimum: int, maximum: int) -> ma.validate.Range:
    """A number from `minimum` to `maximum`, both included."""
    return ma.validate.Range(minimum, maximum, error="number.range|must be from {min} to {max}")
