"""Calls: the published versions that a procedure may walk as steps of its own, and those that these call."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from noc_presentation.clients.scheduler import Document
from noc_presentation.errors import Complaint, Invalid
from noc_presentation.store import procedures as store

#: A circle is the scheduler's to refuse; here it must only come to an end.
MOST = 100


def bundle(session: Session, canonical: Mapping[str, Any]) -> list[Document]:
    """The newest published version of everything that is called, at any depth, each once.

    Raises Invalid that names everything that is not there or was never published, at the node of the
    procedure that needs it.
    """
    found: dict[str, Document] = {}
    missing: list[Complaint] = []
    waiting = [(f"/spec/nodes/{node}/procedure", name) for node, name in _called(canonical)]
    while waiting and len(found) < MOST:
        place, name = waiting.pop(0)
        if name in found:
            continue
        version = _newest(session, name)
        if version is None:
            message = f"there is no published procedure {name!r}, which is called here"
            missing.append(Complaint(place, "subprocedure.unpublished", message))
            continue
        found[name] = version
        waiting += [(place, called) for _, called in _called(version["canonical"])]
    if missing:
        raise Invalid("subprocedure.unpublished", missing[0].message, tuple(missing))
    return list(found.values())


def _called(canonical: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The nodes that call, each with what it calls."""
    for name, node in canonical.get("spec", {}).get("nodes", {}).items():
        if node.get("kind") == "procedure":
            yield name, node["procedure"]


def _newest(session: Session, name: str) -> Document | None:
    procedure = store.find(session, name)
    if procedure is None or not procedure.version:
        return None
    version = store.version(session, procedure, procedure.version)
    if version is None:
        return None
    return {"name": name, "version": version.number, "digest": version.digest, "canonical": version.canonical}
