"""Module knowledge: taken from executor nodes, shown to editors, and given to checks."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.errors import Complaint, Invalid, NotFound
from noc_scheduler.flowchart.errors import CatalogueUnreadable
from noc_scheduler.flowchart.modules.catalogue import Catalogue, full_name, read_catalogue
from noc_scheduler.service.means import Means
from noc_scheduler.store import modules
from noc_scheduler.store.clock import database_now

MOST_KEPT = 8
SHOWN = ("title", "check_mode", "diff_mode", "refused")
_kept: OrderedDict[str, Catalogue] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Known:
    """A catalogue and the executor nodes that have it."""

    catalogue: Catalogue
    executor_nodes: tuple[str, ...]


def publish(means: Means, executor_node: UUID, of_hash: str, document: str | None) -> bool:
    """Note an executor node's catalogue; whether its document is here now, or has to be sent along.

    Raises Invalid for a document that is no catalogue, or not that of the hash.
    """
    if document is not None:
        _require_sound(of_hash, document)

    def act(connection: sa.Connection) -> bool:
        if document is not None:
            modules.keep(connection, of_hash, document, database_now(connection))
        modules.announce(connection, executor_node, of_hash)
        return modules.is_known(connection, of_hash)

    return means.database.transact(act)


def known(means: Means) -> tuple[Catalogue, ...]:
    """The different catalogues of the authorised executor nodes."""
    return tuple(one.catalogue for one in _known(means))


def listed(means: Means, search: str, after: str, limit: int) -> list[dict[str, Any]]:
    """Modules by name whose name or title holds every word of `search`."""
    words = search.lower().split()
    rows = [row for row in _rows(_known(means)) if row["name"] > after]
    found = [row for row in rows if all(word in f"{row['name']} {row['title']}".lower() for word in words)]
    return found[:limit]


def shown(means: Means, name: str) -> dict[str, Any]:
    """One module with its options; a short name is one of Ansible's own. NotFound where no executor node has it."""
    for one in _known(means):
        module = one.catalogue.find(name)
        if module is not None:
            (row,) = (row for row in _rows(_known(means)) if row["name"] == full_name(name))
            document = module.document
            return {
                **row,
                "description": document.get("description", []),
                "options": document["options"],
                "open": module.open,
                "returns": document.get("returns", {}),
                "ansible_core": one.catalogue.ansible_core,
            }
    raise NotFound("not_found", "no executor node has such a module")


def _rows(known: Sequence[Known]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for one in known:
        for name, module in one.catalogue.modules.items():
            told = {member: module.document.get(member) for member in SHOWN}
            row = rows.setdefault(name, {"name": name, **told, "executor_nodes": []})
            row["executor_nodes"].extend(one.executor_nodes)
    return [rows[name] for name in sorted(rows)]


def _known(means: Means) -> list[Known]:
    with means.database.reading() as connection:
        used = modules.in_use(connection)
        with _lock:
            missing = [of_hash for of_hash in used if of_hash not in _kept]
        texts = modules.documents(connection, missing) if missing else {}
    read = {of_hash: read_catalogue(text) for of_hash, text in texts.items()}
    with _lock:
        _kept.update(read)
        found = {of_hash: _kept[of_hash] for of_hash in used if of_hash in _kept}
        for of_hash in found:
            _kept.move_to_end(of_hash)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return [Known(catalogue, tuple(used[of_hash])) for of_hash, catalogue in _by_nodes(found, used)]


def _by_nodes(
    found: Mapping[str, Catalogue], used: Mapping[str, Sequence[str]]
) -> list[tuple[str, Catalogue]]:
    """Those of most executor nodes first."""
    return sorted(found.items(), key=lambda item: (-len(used[item[0]]), item[0]))


def _require_sound(of_hash: str, document: str) -> None:
    if hashlib.sha256(document.encode()).hexdigest() != of_hash:
        raise _refused("modules.hash_mismatch", "the document has another SHA-256")
    try:
        read_catalogue(document)
    except CatalogueUnreadable as error:
        raise _refused(error.code, error.message) from error


def _refused(code: str, message: str) -> Invalid:
    return Invalid(code, message, (Complaint("/document", code, message),))
