"""Boxes that only one executor node opens: for one attempt, under one lease, until soon; pure but for randomness.

The executor node shows an X25519 key and a signature over it with its identity, so that whoever relays the question
can't put a key of its own in its place.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from nacl.public import PublicKey, SealedBox

from noc_presentation.errors import Conflict, InvalidKey
from noc_presentation.instants import text
from noc_presentation.keys import public_key

#: What is signed: this, then the 32 bytes of the X25519 key.
PROOF_ABOUT = b"noc sealing key 1\0"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Given:
    """One credential on its way to an executor node."""

    name: str
    kind: str
    use: str
    version: int
    values: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a box may be opened for."""

    executor_node: str
    attempt: str
    lease: int
    host: str
    expires_at: datetime


def proven_key(identity: str, sealing_key: str, proof: str) -> PublicKey:
    """The X25519 key, if the owner of the Ed25519 key `identity` has signed it; raises Conflict."""
    try:
        raw = base64.b64decode(sealing_key, validate=True)
        public_key(identity).verify(base64.b64decode(proof, validate=True), PROOF_ABOUT + raw)
        if len(raw) != KEY_BYTES:
            raise ValueError(sealing_key)
        return PublicKey(raw)
    except (ValueError, InvalidSignature, InvalidKey):
        raise Conflict(
            "credential.sealing_key_unproven", "the executor node's sealing key isn't signed with its own key"
        ) from None


def sealed(key: PublicKey, purpose: Purpose, given: Sequence[Given]) -> str:
    """The box, in base64."""
    document = {
        "v": 1,
        "executor_node": purpose.executor_node,
        "attempt": purpose.attempt,
        "lease": purpose.lease,
        "host": purpose.host,
        "expires_at": text(purpose.expires_at),
        "credentials": [
            {"name": one.name, "kind": one.kind, "use": one.use, "version": one.version, "values": one.values}
            for one in given
        ],
    }
    return base64.b64encode(SealedBox(key).encrypt(json.dumps(document).encode())).decode()
