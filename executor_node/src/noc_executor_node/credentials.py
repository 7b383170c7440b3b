"""Opening the box of an attempt: the credentials of its host, for this attempt under this lease, until soon."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import SealedBox

from noc_executor_node.attempts import Attempt
from noc_executor_node.errors import InsecureKeyFile, InvalidKey, NotRun
from noc_executor_node.sealing_key import own_sealing_key

#: So far may this machine's clock and presentation's be apart before a box is taken for an old one.
SKEW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Credential:
    """One secret; `use` is login, become or token, and `version` grows whenever the secret is replaced."""

    name: str
    kind: str
    use: str
    version: int
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """What an attempt was given; empty where its host has no credentials."""

    credentials: tuple[Credential, ...] = ()

    def for_use(self, use: str) -> Credential | None:
        """The credential for this use, of which there is at most one."""
        return next((one for one in self.credentials if one.use == use), None)

    def secrets(self) -> tuple[str, ...]:
        """Every text that must not come out anywhere."""
        return tuple(value for one in self.credentials for value in one.values.values())


def open_box(attempt: Attempt, key_file: Path, now: datetime) -> Opened:
    """The credentials of an attempt; raises NotRun unless its box is for this very attempt and lease, and fresh."""
    if attempt.sealed is None:
        return Opened()
    try:
        box = base64.b64decode(attempt.sealed["box"], validate=True)
        document = json.loads(SealedBox(own_sealing_key(key_file)).decrypt(box))
        purpose = (document["attempt"], document["lease"], document["host"])
        expires_at = datetime.fromisoformat(document["expires_at"])
        credentials = tuple(map(_credential, document["credentials"]))
    except (ValueError, TypeError, KeyError, CryptoError, InsecureKeyFile, InvalidKey):
        raise NotRun(
            "unreachable", "credential.box_unreadable", "the credentials of its host don't open here"
        ) from None
    if purpose != (attempt.id, attempt.lease, attempt.host.name):
        raise NotRun("unreachable", "credential.box_foreign", "the credentials are for another attempt")
    if now > expires_at + SKEW:
        raise NotRun("unreachable", "credential.box_expired", "the credentials have waited too long")
    return Opened(credentials)


def _credential(told: Mapping[str, Any]) -> Credential:
    values = {str(name): str(value) for name, value in told["values"].items()}
    return Credential(str(told["name"]), str(told["kind"]), str(told["use"]), int(told["version"]), values)
