"""What was seen of a host, and what that means; pure."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Reachability(StrEnum):
    """What came of knocking at a host's SSH port; only the first means that work can be done there."""

    REACHABLE = "reachable"
    UNRESOLVED = "unresolved"
    REFUSED = "refused"
    NO_ROUTE = "no_route"
    TIMED_OUT = "timed_out"
    NOT_SSH = "not_ssh"
    KEY_UNKNOWN = "key_unknown"
    KEY_CHANGED = "key_changed"
    LOGIN_REFUSED = "login_refused"


#: Nobody answered there, which an attempt calls unreachable; whatever else is no success has failed.
SILENT = frozenset(
    (Reachability.UNRESOLVED, Reachability.REFUSED, Reachability.NO_ROUTE, Reachability.TIMED_OUT)
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What knocking has shown; `host_keys` are lines `TYPE BASE64`, `login` is None where none was tried."""

    status: Reachability
    message: str
    address: str | None = None
    banner: str | None = None
    host_keys: tuple[str, ...] = ()
    login: str | None = None


def key_status(known: Sequence[str], seen: Sequence[str]) -> Reachability:
    """Whether the shown keys are the host's own. Lines are `TYPE BASE64`, a comment behind them says nothing.

    A host that shows none of the types that are known of it has changed too: anybody can make another.
    """
    pinned = {" ".join(line.split()[:2]) for line in known}
    if not pinned:
        return Reachability.KEY_UNKNOWN
    types = {line.split()[0] for line in pinned}
    comparable = {line for line in seen if line.split()[0] in types}
    return Reachability.REACHABLE if comparable and comparable <= pinned else Reachability.KEY_CHANGED


def fingerprint(line: str) -> str:
    """As ssh-keygen prints it: `SHA256:` and unpadded base64."""
    digest = hashlib.sha256(base64.b64decode(line.split()[1])).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def record_members(seen: Seen, port: int) -> dict[str, Any]:
    """The same as a module would tell it: words, and the findings as `reachability`."""
    prints = [f"{line.split()[0]} {fingerprint(line)}" for line in seen.host_keys]
    return {
        "msg": f"{seen.status}: {seen.message}",
        "stdout": "\n".join([*([seen.banner] if seen.banner else []), *prints]),
        "reachability": {
            "status": seen.status.value,
            "message": seen.message,
            "address": seen.address,
            "port": port,
            "banner": seen.banner,
            "host_keys": list(seen.host_keys),
            "fingerprints": prints,
            "login": seen.login,
        },
    }


def record_status(status: Reachability) -> str:
    """The word for it among those that Ansible has for results."""
    if status is Reachability.REACHABLE:
        return "ok"
    return "unreachable" if status in SILENT else "failed"
