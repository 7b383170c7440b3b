"""What all documents have in common: `apiVersion: noc/v1`, a kind, a name and a spec; and where each thing stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from noc_presentation.errors import Complaint, Invalid
from noc_presentation.inventory.tree import Entries, Items, Tree, plain
from noc_presentation.inventory.yaml_tree import read_yaml
from noc_presentation.names import proper

VERSION = "noc/v1"
PROCEDURE = "Procedure"
FIELDS = ("apiVersion", "kind", "metadata", "spec")
METADATA = ("name", "title", "description", "labels")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A document that was read; `tree` knows the row of everything in it."""

    kind: str
    name: str
    spec: Mapping[str, Any]
    tree: Tree | None = None


def read(text: str) -> Envelope:
    """The document's envelope; raises Invalid with a complaint and its row for each thing wrong.

    Of a Procedure only kind and name are looked at: the scheduler alone reads the language.
    """
    try:
        tree = read_yaml(text)
    except Invalid as reason:
        raise Invalid(
            "document.unreadable", reason.detail, [replace(one, path="/") for one in reason.errors]
        ) from reason
    document = plain(tree)
    if not isinstance(document, dict):
        raise _wrong(
            "document.not_a_map", "/", "must be a map with apiVersion, kind, metadata and spec", tree.row
        )
    complaints = [
        Complaint(f"/{name}", "field.missing", f"{name} is missing", tree.row)
        for name in FIELDS
        if name not in document
    ]
    if document.get("kind") != PROCEDURE:
        complaints += [
            Complaint(f"/{name}", "field.unknown", "is not a field here", row_of(tree, f"/{name}"))
            for name in document
            if name not in FIELDS
        ]
    if document.get("apiVersion", VERSION) != VERSION:
        complaints.append(
            Complaint("/apiVersion", "document.version", f"must be {VERSION}", row_of(tree, "/apiVersion"))
        )
    metadata, spec = document.get("metadata", {}), document.get("spec", {})
    for name, part in (("metadata", metadata), ("spec", spec)):
        if not isinstance(part, dict):
            complaints.append(Complaint(f"/{name}", "type.object", "must be a map", row_of(tree, f"/{name}")))
    if isinstance(metadata, dict):
        complaints += _metadata(document, metadata, tree)
    if complaints:
        raise Invalid("document.invalid", "the document is not valid", complaints)
    return Envelope(str(document["kind"]), metadata["name"], spec, tree)


def row_of(tree: Tree | None, path: str) -> int | None:
    """The row of what a JSON pointer means, or of the innermost thing around it that is there."""
    row = tree.row if tree is not None else None
    for part in path.split("/")[1:]:
        found = None
        if isinstance(tree, Entries):
            found = next(((key.row, value) for key, value in tree.entries if str(key.value) == part), None)
        elif isinstance(tree, Items) and part.isdigit() and int(part) < len(tree.items):
            found = (tree.items[int(part)].row, tree.items[int(part)])
        if found is None:
            break
        row, tree = found
    return row


def with_rows(complaints: Sequence[Complaint], envelope: Envelope) -> list[Complaint]:
    """The complaints, each with the row of its place where it has none."""
    return [one if one.line else replace(one, line=row_of(envelope.tree, one.path)) for one in complaints]


def _metadata(document: Mapping[str, Any], metadata: Mapping[str, Any], tree: Tree) -> list[Complaint]:
    place = row_of(tree, "/metadata")
    name = metadata.get("name")
    if "metadata" not in document:
        return []
    if not isinstance(name, str):
        return [
            Complaint("/metadata/name", "metadata.name_missing", "the document has no metadata.name", place)
        ]
    try:
        proper(name, "/metadata/name")
    except Invalid as reason:
        return [replace(one, line=row_of(tree, one.path)) for one in reason.errors]
    if document.get("kind") == PROCEDURE:
        return []
    return [
        Complaint(
            f"/metadata/{key}", "field.unknown", "is not a field here", row_of(tree, f"/metadata/{key}")
        )
        for key in metadata
        if key not in METADATA
    ]


def _wrong(code: str, path: str, words: str, row: int | None) -> Invalid:
    return Invalid(code, words, [Complaint(path, code, words, row)])
