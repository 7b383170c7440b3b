"""What a browser carries from the beginning of a login to its end: sealed, so that nothing is kept here meanwhile."""

import base64
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from noc_presentation.accounts.secrets_shown import new_secret

OPEN_FOR = timedelta(minutes=10)
_ABOUT = b"noc oidc login 1"
_NONCE_BYTES = 12
_MOST = 2_048


@dataclass(frozen=True, slots=True)
class Handshake:
    """One login under way: the provider gives `state` and `nonce` back; `verifier` proves that we began it."""

    state: str
    nonce: str
    verifier: str
    until: int

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier (PKCE, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def begun(now: datetime) -> Handshake:
    """A new login."""
    return Handshake(new_secret(), new_secret(), new_secret(), int((now + OPEN_FOR).timestamp()))


def sealed(handshake: Handshake, key: bytes) -> str:
    """The text for the browser's cookie."""
    nonce = os.urandom(_NONCE_BYTES)
    text = json.dumps(asdict(handshake)).encode()
    return base64.urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, text, _ABOUT)).decode()


def opened(text: str | None, key: bytes, now: datetime) -> Handshake | None:
    """The login that the cookie holds; None for none, one that is over, and one that we didn't seal."""
    if not text or len(text) > _MOST:
        return None
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii"))
        plain = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _ABOUT)
    except (ValueError, InvalidTag):
        return None
    handshake = Handshake(**json.loads(plain))
    return handshake if handshake.until > now.timestamp() else None
