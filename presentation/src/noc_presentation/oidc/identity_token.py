"""What an identity token says, once everything about it was held against what we asked; no I/O."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, Key, KeySet

from noc_presentation.errors import Unauthenticated

#: How far clocks may differ.
LEEWAY_S = 30
#: Whatever its `exp`: what was said longer ago than this was not said to us.
OLDEST_S = 600
LONGEST = 16_384
MOST_SUBJECT = 255
_HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512, "Ed25519": hashlib.sha512}


class KeyUnknown(Exception):
    """The token names a key that the provider hasn't shown; perhaps it has changed its keys."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What we asked the provider, which its answer must be about."""

    issuer: str
    client_id: str
    nonce: str
    algorithms: Sequence[str]


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for: `subject` never changes and belongs to nobody else there; the rest is talk."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]


def read(token: str, keys: KeySet, asked: Asked, access_token: str | None, now: datetime) -> Vouched:
    """Whom the token is about; raises Unauthenticated for whatever is wrong with it, KeyUnknown for an unknown key."""
    if len(token) > LONGEST:
        raise refused("it is too long")
    try:
        opened = jwt.decode(token, lambda guest: _key(guest, keys, asked), algorithms=list(asked.algorithms))
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise refused(f"it can't be verified ({type(error).__name__})") from error
    claims = opened.claims
    if not isinstance(claims, dict):
        raise refused("it holds no claims")
    _judge(claims, asked, int(now.timestamp()))
    _judge_access_token(claims, str(opened.header["alg"]), access_token)
    return Vouched(asked.issuer, claims["sub"], claims)


def refused(reason: str) -> Unauthenticated:
    """The refusal of an identity token."""
    return Unauthenticated("oidc.token_refused", f"the identity provider's answer is not accepted: {reason}")


def _key(guest: GuestProtocol, keys: KeySet, asked: Asked) -> Key:
    """The provider's key that the header names by its `kid`; without one, the only key there is.

    A key, or the address of one, that the token brings along itself is not looked at.
    """
    header = guest.headers()
    if header.get("alg") not in asked.algorithms:
        raise refused("its algorithm is not one of those that are configured")
    kid = header.get("kid")
    usable = [
        key
        for key in keys.keys
        if key.key_type != "oct" and key.get("use") in (None, "sig") and (kid is None or key.kid == kid)
    ]
    if len(usable) != 1:
        raise KeyUnknown
    return usable[0]


def _judge(claims: Mapping[str, Any], asked: Asked, now: int) -> None:
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if claims.get("iss") != asked.issuer:
        raise refused("another issuer wrote it")
    if not isinstance(audiences, list) or asked.client_id not in audiences:
        raise refused("it is for somebody else")
    if claims.get("azp", asked.client_id) != asked.client_id or (len(audiences) > 1 and "azp" not in claims):
        raise refused("it was given to somebody else")
    until, since = _seconds(claims, "exp"), _seconds(claims, "iat")
    if not until > now - LEEWAY_S:  # said so that NaN, which compares with nothing, is refused too
        raise refused("it has expired")
    if not now - OLDEST_S <= since <= now + LEEWAY_S:
        raise refused("it was not made just now")
    if "nbf" in claims and not _seconds(claims, "nbf") <= now + LEEWAY_S:
        raise refused("it doesn't count yet")
    if not _is_same(claims.get("nonce"), asked.nonce):
        raise refused("it answers another login")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= MOST_SUBJECT or not subject.isprintable():
        raise refused("it names nobody")


def _is_same(told: object, expected: str) -> bool:
    """Also for texts that hold half a character, which a JSON document may."""
    return isinstance(told, str) and hmac.compare_digest(
        told.encode("utf-8", "surrogatepass"), expected.encode()
    )


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused(f"{name} is no time")
    return value


def _judge_access_token(claims: Mapping[str, Any], algorithm: str, access_token: str | None) -> None:
    """Where the token says which access token it came with, it must be that one."""
    told = claims.get("at_hash")
    if told is None:
        return
    make = _HASHES.get(algorithm[-3:], _HASHES["Ed25519"])
    whole = make((access_token or "").encode()).digest()
    half = base64.urlsafe_b64encode(whole[: len(whole) // 2]).rstrip(b"=").decode()
    if not _is_same(told, half):
        raise refused("it came with another access token")
