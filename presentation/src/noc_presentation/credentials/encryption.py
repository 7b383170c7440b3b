"""Encryption at rest: AES-256-GCM under a data key per secret, which is wrapped by the key file's; pure.

Both layers are bound to the row: what was closed for one row, kind or version opens in no other.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from noc_presentation.credentials.key_ring import KEY_BYTES, KeyRing
from noc_presentation.errors import Unavailable

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class About:
    """The row a secret belongs to; all of it is authenticated with the secret."""

    id: str
    account: str
    kind: str
    version: int

    def associated(self, what: str) -> bytes:
        """The bytes that are authenticated."""
        return json.dumps([what, self.id, self.account, self.kind, self.version]).encode()


@dataclass(frozen=True, slots=True)
class Encrypted:
    """What is stored: texts in base64, a nonce before each ciphertext, and which key wraps the data key."""

    key_id: str
    wrapped_key: str
    ciphertext: str


def encrypt(ring: KeyRing, about: About, values: Mapping[str, str]) -> Encrypted:
    """The values closed with a data key of their own under the ring's current key."""
    data_key = secrets.token_bytes(KEY_BYTES)
    wrapped = _close(ring.current.secret, data_key, about.associated("key"))
    ciphertext = _close(data_key, json.dumps(dict(values)).encode(), about.associated("values"))
    return Encrypted(ring.current.id, wrapped, ciphertext)


def decrypt(ring: KeyRing, about: About, stored: Encrypted) -> dict[str, str]:
    """The values; raises Unavailable when the key is missing or anything about the row was changed."""
    key = ring.find(stored.key_id)
    if key is None:
        raise Unavailable("credential.key_missing", "the key file doesn't hold the key of this credential")
    try:
        data_key = _open(key.secret, stored.wrapped_key, about.associated("key"))
        values = _open(data_key, stored.ciphertext, about.associated("values"))
    except (InvalidTag, ValueError):
        raise Unavailable(
            "credential.broken", "this credential was changed in the database and doesn't open"
        ) from None
    opened: dict[str, str] = json.loads(values)
    return opened


def _close(key: bytes, plain: bytes, associated: bytes) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, associated)).decode()


def _open(key: bytes, text: str, associated: bytes) -> bytes:
    raw = base64.b64decode(text, validate=True)
    return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], associated)
