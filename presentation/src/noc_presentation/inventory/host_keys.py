"""SSH host keys: the public key lines by which a host is recognised."""

import base64
import binascii
import re
from collections.abc import Sequence

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_public_key

from noc_presentation.errors import Invalid
from noc_presentation.inventory.limits import MAX_HOST_KEYS_PER_HOST
from noc_presentation.inventory.names import shown

TYPES = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa")
SMALLEST_RSA_BITS = 2048
_LINE = re.compile(r"(\S+)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]+[^\r\n]*)?", re.ASCII)


def host_key(line: object) -> str:
    """`TYPE BASE64` of one public key line, without its comment; raises Invalid `host_key.invalid`."""
    if not isinstance(line, str) or not (found := _LINE.fullmatch(line.strip())):
        raise Invalid(
            "host_key.invalid",
            f"{shown(str(line))} is no line such as `ssh-ed25519 AAAA…` (without the host's name)",
        )
    kind, blob = found.groups()
    if kind not in TYPES:
        raise Invalid("host_key.invalid", f"a key of type {shown(kind)}; taken are: {', '.join(TYPES)}")
    try:
        key = load_ssh_public_key(f"{kind} {blob}".encode())
        canonical = key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
        same = base64.b64decode(canonical.split()[1]) == base64.b64decode(blob, validate=True)
    except (ValueError, UnsupportedAlgorithm, binascii.Error) as error:
        raise Invalid("host_key.invalid", f"the {kind} key can't be read") from error
    if not same:
        raise Invalid("host_key.invalid", f"the {kind} key is not in its one canonical form")
    if isinstance(key, RSAPublicKey) and key.key_size < SMALLEST_RSA_BITS:
        raise Invalid("host_key.invalid", f"an RSA key of {key.key_size} bits; {SMALLEST_RSA_BITS} at least")
    return canonical


def host_keys(value: object) -> tuple[str, ...]:
    """The keys of a list, or of a text with one line each; blank lines and `#` lines don't count.

    Doubled keys are kept once, in the given order. Raises Invalid `host_key.invalid`.
    """
    if isinstance(value, str):
        lines: Sequence[object] = [
            line for line in map(str.strip, value.splitlines()) if line and line[0] != "#"
        ]
    elif isinstance(value, list | tuple):
        lines = value
    else:
        raise Invalid("host_key.invalid", "host keys are a list of lines, or a text with one line each")
    keys = tuple(dict.fromkeys(host_key(line) for line in lines))
    if len(keys) > MAX_HOST_KEYS_PER_HOST:
        raise Invalid("host_key.invalid", f"more than {MAX_HOST_KEYS_PER_HOST} keys for one host")
    return keys
