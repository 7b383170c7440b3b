"""Ed25519 keys: this layer's own, made at first use in a private file, and how public keys are written."""

import base64
import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from noc_presentation.errors import InsecureKeyFile, InvalidKey


def own_key(path: Path) -> Ed25519PrivateKey:
    """The key in `path`, made there (mode 0600) when missing; a file others may read is an error."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(descriptor, "wb") as file:
        key = Ed25519PrivateKey.generate()
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def _read(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & 0o077:
        raise InsecureKeyFile(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidKey(f"{path} holds no Ed25519 key")
    return key


def sealing_key(key: Ed25519PrivateKey) -> bytes:
    """32 bytes that only whoever has this layer's private key can know: what rows are sealed with."""
    derived = HKDF(SHA256(), length=32, salt=None, info=b"noc-presentation users")
    return derived.derive(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))


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
