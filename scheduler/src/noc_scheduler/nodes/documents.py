"""The form in which an attempt travels to an executor node."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Errand:
    """An attempt under its lease, ready to be told; `document` is the task's part, `host` the frozen host.

    `version` is the attempt's when this telling was decided, `again` that there was one before under this lease.
    """

    id: UUID
    lease: int
    version: int
    again: bool
    number: int
    execution: UUID
    host_run: UUID
    visit: int
    node: str
    document: Mapping[str, Any]
    host: Mapping[str, Any]
    queued_at: datetime
    #: The credentials of its host in a box that only its executor node opens; kept nowhere.
    sealed: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one executor node in one request, as it was leased at that instant."""

    executor_node: UUID
    url: str
    errands: tuple[Errand, ...]
    at: datetime
    troubled: bool = False


def attempt_document(errand: Errand, queue_timeout: timedelta, now: datetime) -> dict[str, Any]:
    """The ATTEMPT of docs/rest-contracts.md."""
    host = errand.host
    return {
        "id": str(errand.id),
        "lease": errand.lease,
        "number": errand.number,
        "execution": str(errand.execution),
        "host_run": str(errand.host_run),
        "visit": errand.visit,
        "node": errand.node,
        **errand.document,
        "queue_timeout_ms": queue_timeout // timedelta(milliseconds=1),
        "host": {
            name: host.get(name)
            for name in ("name", "address", "port", "user", "groups", "vars", "host_keys")
        }
        if host
        else None,
        **({} if errand.sealed is None else {"sealed": errand.sealed}),
        "issued_at": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
