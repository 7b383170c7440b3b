"""Ed25519 keys: this layer's own, made at first use in a private file, and how public keys are written."""

import base64
import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from noc_executor_node.errors import InvalidKey
from noc_executor_node.private_file import private_bytes


def own_key(path: Path) -> Ed25519PrivateKey:
    """The key in `path`, made there (mode 0600) when missing; a file others may read is an error."""
    key = load_pem_private_key(private_bytes(path, _new), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidKey(f"{path} holds no Ed25519 key")
    return key


def _new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_text(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """Base64 of the 32 raw bytes: how a public key travels and is stored."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return base64.b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def public_key(text: str) -> Ed25519PublicKey:
    """The reverse of `public_text`; raises InvalidKey on anything else."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except ValueError as error:
        raise InvalidKey("not the base64 of a 32-byte Ed25519 public key") from error


def fingerprint(text: str) -> str:
    """What people compare: `SHA256:` and the unpadded base64 of the SHA-256 of the raw public key."""
    digest = hashlib.sha256(base64.b64decode(text, validate=True)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
