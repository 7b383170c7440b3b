"""A private SSH key, with its passphrase if it has one; it is kept and used without."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_private_key,
)

from noc_presentation.credentials.kinds.kind import Field, Kind, Values
from noc_presentation.credentials.vocabulary import Use
from noc_presentation.errors import Complaint


def _judge(values: Values) -> list[Complaint]:
    try:
        _plain(values)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        words = "is no private SSH key in OpenSSH's form that this passphrase opens"
        return [Complaint("/values/private_key", "credential.key_invalid", words)]
    return []


def _plain(values: Values) -> dict[str, str]:
    """The key as an SSH client reads it, without a passphrase: it is protected otherwise here."""
    passphrase = values.get("passphrase")
    text = values["private_key"].strip() + "\n"
    key = load_ssh_private_key(text.encode(), passphrase.encode() if passphrase else None)
    if not passphrase:
        return {"private_key": text}
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return {"private_key": plain.decode()}


KIND = Kind(
    name="ssh_key",
    title="SSH key",
    fields=(
        Field("private_key", "Private key", most=16_384, lines=True),
        Field("passphrase", "Passphrase", required=False),
    ),
    use=lambda values: Use.LOGIN,
    judge=_judge,
    look_up=_plain,
)
