"""Reads an INI inventory as Ansible does: sections of hosts, of children and of variables."""

import re

from noc_presentation.errors import Invalid
from noc_presentation.inventory.collected import Collected, CollectedGroup, CollectedHost
from noc_presentation.inventory.host_patterns import expand
from noc_presentation.inventory.ini_values import value
from noc_presentation.inventory.ini_words import words
from noc_presentation.inventory.names import UNGROUPED, shown

_SECTION = re.compile(r"\[([^:\]\s]+)(?::([^\]\s]*))?\]\s*(?:#.*)?")
_CHILD = re.compile(r"([^:\]\s]+)\s*(?:#.*)?")
_KINDS = ("hosts", "children", "vars")


def read_ini(text: str) -> Collected:
    """Everything the document says; rows that can't be read are findings, and reading goes on."""
    return _Reader().read(text)


class _Reader:
    """Remembers the section it is in, and which groups were only mentioned so far."""

    def __init__(self) -> None:
        self._collected = Collected()
        self._group: CollectedGroup | None = self._collected.groups[UNGROUPED]
        self._kind = "hosts"
        self._declared = set(self._collected.groups)
        self._mentioned: dict[str, tuple[int, str]] = {}

    def read(self, text: str) -> Collected:
        for row, line in enumerate(text.splitlines(), start=1):
            stripped = line.strip()
            if stripped and stripped[0] not in "#;":
                self._line(stripped, row)
        for name, (row, section) in self._mentioned.items():
            if name not in self._declared:
                self._complain(f"[{section}]: the group {name} is declared nowhere", row)
        return self._collected

    def _line(self, line: str, row: int) -> None:
        if line.startswith("[") and (section := _SECTION.fullmatch(line)):
            self._enter(section[1], section[2], row)
        elif line.startswith("[") and (self._kind != "hosts" or "]" not in line or line.endswith("]")):
            self._group = None
            self._complain(f"{shown(line)} is no section: [name], [name:children] or [name:vars]", row)
        elif self._group is None:
            return
        elif self._kind == "hosts":
            self._hosts(line, row)
        elif self._kind == "children":
            self._child(line, row)
        else:
            self._variable(line, row)

    def _enter(self, name: str, kind: str | None, row: int) -> None:
        self._kind = "hosts" if kind is None else kind
        if self._kind not in _KINDS:
            self._group = None
            self._complain(f"[{name}:{kind}]: a section is of hosts, children or vars", row)
            return
        self._group = self._collected.group(name, row)
        if self._group is None:
            return
        if self._kind == "vars":
            self._mentioned.setdefault(self._group.name, (row, f"{name}:vars"))
        else:
            self._declared.add(self._group.name)

    def _hosts(self, line: str, row: int) -> None:
        try:
            pattern, *assignments = words(line)
            names, port = expand(pattern)
        except ValueError as error:
            self._complain(f"{shown(line)}: {error}", row)
            return
        except Invalid as reason:
            self._collected.findings.refused(reason, row, "host")
            return
        hosts = [host for name in names if (host := self._collected.host(name, row))]
        if self._group:
            for host in hosts:
                host.groups.add(self._group.name)
        if port is not None:
            self._collected.assign(hosts, "ansible_port", port, row)
        for assignment in assignments:
            self._assign(hosts, assignment, row)

    def _assign(self, hosts: list[CollectedHost], assignment: str, row: int) -> None:
        name, sign, text = assignment.partition("=")
        if not sign:
            self._complain(f"{shown(assignment)} is no variable: write name=value", row)
            return
        self._collected.assign(hosts, name, value(text), row)

    def _child(self, line: str, row: int) -> None:
        found = _CHILD.fullmatch(line)
        child = self._collected.group(found[1], row) if found else None
        if found is None:
            self._complain(f"{shown(line)} is no group's name", row)
        elif child is not None and self._group is not None:
            self._group.children.setdefault(child.name, row)
            self._mentioned.setdefault(child.name, (row, f"{self._group.name}:children"))

    def _variable(self, line: str, row: int) -> None:
        name, sign, text = line.partition("=")
        if not sign:
            self._complain(f"{shown(line)} is no variable: write name=value", row)
        elif self._group is not None:
            self._collected.assign([self._group], name.strip(), value(text), row)

    def _complain(self, message: str, row: int) -> None:
        self._collected.findings.error("ini.invalid", message, row)
