"""What an import would do, told per host and per group, and the digest that says it is still the same."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from noc_presentation.errors import Conflict
from noc_presentation.inventory.imports import Imported
from noc_presentation.inventory.merge import Change
from noc_presentation.inventory.model import Host, members


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field such as `port` or `vars.role`; None where the host had, or will have, nothing there."""

    field: str
    before: Any
    after: Any


@dataclass(slots=True)
class GroupChange:
    """Which hosts a group gains and loses, by name; `new` where there is no such group yet."""

    name: str
    new: bool
    joined: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def field_changes(change: Change) -> list[FieldChange]:
    """Each differing field with its value before and after."""
    return [
        FieldChange(name, _field(change.before, name), _field(change.after, name)) for name in change.fields
    ]


def group_changes(imported: Imported) -> list[GroupChange]:
    """The groups that are made, gain or lose hosts, by name."""
    joined: dict[str, list[str]] = defaultdict(list)
    left: dict[str, list[str]] = defaultdict(list)
    merged = imported.merged
    for before, after in (
        *((None, host) for host in merged.added),
        *((change.before, change.after) for change in merged.changed),
        *((host, None) for host in merged.removed),
    ):
        had, has = set(before.groups if before else ()), set(after.groups if after else ())
        name = after.name if after else before.name if before else ""
        for group in has - had:
            joined[group].append(name)
        for group in had - has:
            left[group].append(name)
    return [
        GroupChange(group, group in imported.new_groups, sorted(joined[group]), sorted(left[group]))
        for group in sorted({*joined, *left, *imported.new_groups})
    ]


def digest(imported: Imported) -> str:
    """The same for the same changes to the same stored hosts, and for nothing else."""
    merged = imported.merged
    essence = {
        "added": [members(host) for host in merged.added],
        "changed": [[members(change.before), members(change.after)] for change in merged.changed],
        "removed": [members(host) for host in merged.removed],
        "groups": imported.new_groups,
        "nestings": [imported.nested, imported.unnested],
    }
    text = json.dumps(essence, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def refuse_other_than(imported: Imported, shown: str | None) -> None:
    """Raises Conflict unless the import does just what was `shown`; None asks for no such promise."""
    if shown is not None and digest(imported) != shown:
        raise Conflict(
            "import.not_as_shown", "the import would do something else than was shown; look at it again"
        )


def _field(host: Host, name: str) -> Any:
    field_name, dot, variable = name.partition(".")
    return host.vars.get(variable) if dot else getattr(host, field_name)
