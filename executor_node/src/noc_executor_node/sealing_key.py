"""The X25519 key that secrets for this executor node are sealed to, with the identity's signature over it."""

import base64
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.public import PrivateKey

from noc_executor_node.errors import InvalidKey
from noc_executor_node.private_file import private_bytes

#: What is signed: this, then the 32 bytes of the public key.
PROOF_ABOUT = b"noc sealing key 1\0"


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The public half in base64, and the proof that it belongs to this executor node."""

    public: str
    proof: str


def own_sealing_key(path: Path) -> PrivateKey:
    """The key in `path`, made there (mode 0600) when missing; a file others may read is an error."""
    try:
        return PrivateKey(base64.b64decode(private_bytes(path, _new).strip(), validate=True))
    except (ValueError, TypeError) as error:
        raise InvalidKey(f"{path} holds no X25519 key") from error


def shown(identity: Ed25519PrivateKey, key: PrivateKey) -> SealingKey:
    """What enrolment tells."""
    public = bytes(key.public_key)
    proof = identity.sign(PROOF_ABOUT + public)
    return SealingKey(base64.b64encode(public).decode(), base64.b64encode(proof).decode())


def _new() -> bytes:
    return base64.b64encode(bytes(PrivateKey.generate())) + b"\n"
