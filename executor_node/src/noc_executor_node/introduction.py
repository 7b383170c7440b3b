"""The introduction that an administrator gave this executor node: a key's seed, shown to nobody, used once."""

import base64
import binascii
import os
import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from noc_executor_node.errors import InsecureKeyFile, InvalidKey

#: What is signed: this, our name, a NUL, and the 32 bytes of our public key.
ABOUT = b"noc introduction 1\0"
_TOKEN = re.compile(r"noc_intro_([0-9a-f-]{36})_([A-Za-z0-9_-]{43})")


def keep(path: Path, token: str) -> None:
    """Keep the token for the next enrolment, instead of any before; raises InvalidKey for what is none."""
    _parts(token.strip())
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token.strip() + "\n")


def shown(path: Path, name: str, key: Ed25519PrivateKey) -> dict[str, str] | None:
    """What enrolment tells of the introduction: which one, and the proof that we hold it; None without one."""
    try:
        if path.stat().st_mode & 0o077:
            raise InsecureKeyFile(path)
        identity, seed = _parts(path.read_text("ascii", errors="replace").strip())
    except FileNotFoundError:
        return None
    own = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    proof = Ed25519PrivateKey.from_private_bytes(seed).sign(ABOUT + name.encode() + b"\0" + own)
    return {"id": identity, "proof": base64.b64encode(proof).decode()}


def _parts(token: str) -> tuple[str, bytes]:
    found = _TOKEN.fullmatch(token)
    try:
        seed = base64.urlsafe_b64decode(found[2] + "=") if found else b""
    except binascii.Error:
        seed = b""
    if found is None or len(seed) != 32:
        raise InvalidKey("this is no introduction; `noc executor-nodes introduce NAME` prints one")
    return found[1], seed
