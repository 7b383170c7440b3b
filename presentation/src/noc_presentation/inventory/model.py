"""What an inventory is made of: a host as stored, as an import describes it, and as the scheduler gets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

SSH_PORT = 22


@dataclass(frozen=True, slots=True)
class Host:
    """A host as stored; `port` and `user` are None where nobody said, groups and tags are sorted."""

    name: str
    address: str
    port: int | None = None
    user: str | None = None
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    vars: Mapping[str, Any] = field(default_factory=dict)
    host_keys: tuple[str, ...] = ()


FIELDS = tuple(one.name for one in fields(Host))


@dataclass(frozen=True, slots=True)
class ImportedHost:
    """A host as an imported document describes it; None where the document says nothing about a field."""

    name: str
    row: int | None
    address: str | None
    port: int | None
    user: str | None
    groups: tuple[str, ...]
    tags: tuple[str, ...] | None
    vars: Mapping[str, Any]
    host_keys: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Target:
    """Whom an execution is for: the union of these groups' hosts and these hosts, or nobody where that is said."""

    groups: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    without_hosts: bool = False

    def document(self) -> dict[str, Any]:
        """As the scheduler is told; that it has hosts is not said."""
        named = {"groups": list(self.groups), "hosts": list(self.hosts)}
        return {**named, "without_hosts": True} if self.without_hosts else named


@dataclass(frozen=True, slots=True)
class TargetHost:
    """A host as the scheduler gets it; `user` None leaves the choice to the connection profile."""

    name: str
    address: str
    port: int
    user: str | None
    groups: tuple[str, ...]
    tags: tuple[str, ...]
    vars: Mapping[str, Any]
    host_keys: tuple[str, ...]
    credentials: tuple[str, ...] = ()


def members(host: "Host | TargetHost") -> dict[str, Any]:
    """The host's fields by name; its variables are the host's own, not copies of them."""
    return {one.name: getattr(host, one.name) for one in fields(host)}


def as_target(host: Host, credentials: tuple[str, ...] = ()) -> TargetHost:
    """The host with the port an SSH client would take when nobody named one, and its credentials by name."""
    return TargetHost(
        name=host.name,
        address=host.address,
        port=SSH_PORT if host.port is None else host.port,
        user=host.user,
        groups=host.groups,
        tags=host.tags,
        vars=host.vars,
        host_keys=host.host_keys,
        credentials=credentials,
    )
