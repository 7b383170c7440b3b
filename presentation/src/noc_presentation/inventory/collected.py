"""What the readers of all formats fill: hosts, groups, who is in whom, and every variable with its row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from noc_presentation.errors import Invalid
from noc_presentation.inventory.findings import Findings, unreadable
from noc_presentation.inventory.limits import MAX_GROUPS, MAX_HOSTS
from noc_presentation.inventory.names import ALL, UNGROUPED, group_name, host_name, shown
from noc_presentation.inventory.variables import FIELDS, check_name, check_variable
from noc_presentation.names import folded


@dataclass(frozen=True, slots=True)
class Assigned:
    """A variable's value (for a field of the host: in the field's stored form) and where it was given."""

    value: Any
    row: int | None


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A variable that an inventory may not have: whose it is, its name, and why it may not be."""

    kind: str
    owners: tuple[str, ...]
    where: str
    variable: str
    row: int | None
    reason: Invalid


@dataclass(slots=True)
class CollectedHost:
    """A host so far; its groups are those that list it themselves."""

    name: str
    row: int | None
    groups: set[str] = field(default_factory=set)
    kind: ClassVar[str] = "host"
    variables: dict[str, Assigned] = field(default_factory=dict)


@dataclass(slots=True)
class CollectedGroup:
    """A group so far; `children` are the groups it lists."""

    name: str
    row: int | None
    children: dict[str, int | None] = field(default_factory=dict)
    kind: ClassVar[str] = "group"
    variables: dict[str, Assigned] = field(default_factory=dict)


Owner = CollectedHost | CollectedGroup


class Collected:
    """The content of one document; what is not allowed becomes a finding at its row and is left out.

    `all` and `ungrouped` are groups here because documents give them variables; nothing stored is.
    """

    def __init__(self) -> None:
        self.findings = Findings()
        self.forbidden: list[Forbidden] = []
        self.hosts: dict[str, CollectedHost] = {}
        self.groups: dict[str, CollectedGroup] = {
            name: CollectedGroup(name, None) for name in (ALL, UNGROUPED)
        }
        self._spellings: dict[tuple[str, str], str] = {}

    def host(self, text: str, row: int | None) -> CollectedHost | None:
        """The host of this name, made when new; None when the name is refused."""
        try:
            name = host_name(text)
        except Invalid as reason:
            self.findings.refused(reason, row, "host")
            return None
        if name in self.hosts:
            return self.hosts[name]
        if len(self.hosts) == MAX_HOSTS:
            raise unreadable("inventory.too_many_hosts", f"more than {MAX_HOSTS} hosts", row)
        self._compare_spelling("host", name, row)
        self.hosts[name] = CollectedHost(name, row)
        return self.hosts[name]

    def group(self, text: str, row: int | None) -> CollectedGroup | None:
        """The group of this name, made when new; None when the name is refused."""
        if text in self.groups:
            return self.groups[text]
        try:
            name = group_name(text)
        except Invalid as reason:
            self.findings.refused(reason, row, "group")
            return None
        if name in self.groups:
            return self.groups[name]
        if len(self.groups) == MAX_GROUPS:
            raise unreadable("inventory.too_many_groups", f"more than {MAX_GROUPS} groups", row)
        self._compare_spelling("group", name, row)
        self.groups[name] = CollectedGroup(name, row)
        return self.groups[name]

    def assign(self, owners: Sequence[Owner], variable: str, value: object, row: int | None) -> None:
        """Give each owner a variable; twice only with the same value: which one counts would be a guess."""
        if not owners:
            return
        try:
            check_name(variable)
        except Invalid as reason:
            names = tuple(owner.name for owner in owners)
            where = _called(owners, variable)
            self.forbidden.append(Forbidden(owners[0].kind, names, where, variable, row, reason))
            return
        try:
            if variable in FIELDS:
                value = FIELDS[variable][1](value)
            else:
                check_variable(variable, value)
        except Invalid as reason:
            self.findings.refused(reason, row, _called(owners, variable))
            return
        for owner in owners:
            known = owner.variables.setdefault(variable, Assigned(value, row))
            if not _same(known.value, value):
                words = f"{_called([owner], variable)}: has another value in row {known.row}"
                self.findings.error(f"{owner.kind}.duplicate_conflict", words, row)

    def judge_forbidden(self, drop: bool) -> None:
        """Make a finding of each variable that may not be here: a warning if they are dropped, else an error."""
        for found in self.forbidden:
            if drop:
                words = f"{found.where}: left out; {found.reason.detail}"
                self.findings.warning("inventory.var_dropped", words, found.row)
            else:
                self.findings.refused(found.reason, found.row, found.where)

    def _compare_spelling(self, kind: str, name: str, row: int | None) -> None:
        known = self._spellings.setdefault((kind, folded(name)), name)
        if known != name:
            self.findings.error(
                f"{kind}.confusable", f"{kind} {name}: differs from {known} only in upper and lower case", row
            )


def _called(owners: Sequence[Owner], variable: str) -> str:
    first = f"{owners[0].kind} {owners[0].name}"
    them = first if len(owners) == 1 else f"{first} and {len(owners) - 1} more"
    return f"{them}, variable {shown(variable)}"


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: 1, 1.0 and true are three values."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
