"""What marshmallow says about a document, as complaints with their places."""

from collections.abc import Iterator, Mapping
from typing import Any

from noc_presentation.errors import Complaint


def complaints_of(messages: Any, path: str) -> Iterator[Complaint]:
    """Each message, written `code|words`, at its place below `path`."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from complaints_of(inner, path if key == "_schema" else f"{path}/{key}")
        return
    for message in messages if isinstance(messages, list) else [messages]:
        code, bar, words = str(message).partition("|")
        yield Complaint(path or "/", code if bar else "value.invalid", words if bar else code)
