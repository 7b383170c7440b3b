"""What a kind of credential is made of: its fields, what it is for, and how its values are judged and looked up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from noc_presentation.credentials.vocabulary import Use
from noc_presentation.errors import Complaint

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One text of a credential, of at most `most` characters; the complaint about it never shows it.

    None is ever shown again; `secret` says whether even typing it is to be hidden.
    """

    name: str
    title: str
    required: bool = True
    most: int = 1_024
    lines: bool = False
    choices: tuple[str, ...] = ()
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of credential.

    `judge` finds what the fields alone don't show. `look_up` turns the stored values into those that are given out
    (another place may hold the secret); it may raise Unavailable.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    use: Callable[[Values], Use]
    judge: Callable[[Values], list[Complaint]] = lambda values: []
    look_up: Callable[[Values], dict[str, str]] = dict


def complaints(kind: Kind, values: Mapping[str, object]) -> list[Complaint]:
    """Everything that is wrong with these values, in words that hold none of them."""
    known = {field.name for field in kind.fields}
    found = [
        Complaint(f"/values/{name[:64]}", "field.unknown", "is not a field of this kind")
        for name in values
        if name not in known
    ]
    for field in kind.fields:
        found += _about(field, values)
    if found:
        return found
    return kind.judge({name: str(value) for name, value in values.items()})


def _about(field: Field, values: Mapping[str, object]) -> list[Complaint]:
    path = f"/values/{field.name}"
    if field.name not in values:
        return [Complaint(path, "field.missing", "is missing")] if field.required else []
    value = values[field.name]
    if not isinstance(value, str):
        return [Complaint(path, "type.string", "must be a text")]
    if not 0 < len(value) <= field.most:
        return [Complaint(path, "string.length", f"must have 1 to {field.most} characters")]
    if field.choices and value not in field.choices:
        return [Complaint(path, "value.unknown", f"must be one of: {', '.join(field.choices)}")]
    kept = value.replace("\n", "").replace("\t", "") if field.lines else value
    if any(ord(character) < 32 or 0xD800 <= ord(character) < 0xE000 for character in kept):
        return [Complaint(path, "text.invalid", "holds a control character or half a character")]
    return []
