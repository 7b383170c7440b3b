"""The second factor: codes of an authenticator app, each good once, and recovery codes for when it is lost."""

import base64
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from noc_presentation.accounts.secrets_shown import digest
from noc_presentation.errors import Conflict, Forbidden
from noc_presentation.store.accounts import User

ISSUER = "noc-orchestrator"
STEP_S = 30
DRIFT_STEPS = 1
RECOVERY_CODES = 10
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is told, at the only moment when it is known."""

    secret: str
    uri: str


def enrol(user: User, key: bytes) -> Enrolment:
    """A new secret that counts once a code of it was shown; raises Conflict while another one is on."""
    if user.second_factor:
        raise Conflict("totp.on", "codes are asked for already; turn them off first")
    secret = pyotp.random_base32()
    user.totp_secret, user.totp_step = _sealed(secret, user.id, key), 0
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=user.name, issuer_name=ISSUER))


def confirm(user: User, code: str, key: bytes, now: datetime) -> list[str]:
    """From now on codes are asked for; the recovery codes, shown once. Raises Forbidden for a wrong code."""
    if user.second_factor or user.totp_secret is None:
        raise Conflict("totp.nothing_to_confirm", "ask for a new secret first")
    if not _take(user, code, key, now):
        raise Forbidden("totp.code_wrong", "this is not the code of the moment")
    codes = [secrets.token_hex(8) for _ in range(RECOVERY_CODES)]
    user.recovery_codes = [digest(one) for one in codes]
    return codes


def accept(user: User, code: str, key: bytes, now: datetime) -> bool:
    """Whether the code lets the user in; it is used up by that, be it of the app or one for recovery."""
    if _take(user, code, key, now):
        return True
    wanted = digest(code.strip().lower())
    left = [one for one in user.recovery_codes or [] if not hmac.compare_digest(one, wanted)]
    if len(left) == len(user.recovery_codes or []):
        return False
    user.recovery_codes = left
    return True


def turn_off(user: User) -> None:
    """No code is asked for any more; all recovery codes are gone."""
    user.totp_secret = user.totp_step = user.recovery_codes = None


def _take(user: User, code: str, key: bytes, now: datetime) -> bool:
    """Whether it is the app's code of this moment or its neighbours, later than the one used last."""
    app = pyotp.TOTP(_opened(user.totp_secret or "", user.id, key))
    present = int(now.timestamp()) // STEP_S
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        right = hmac.compare_digest(app.generate_otp(step).encode(), code.strip().encode())
        if right and step > (user.totp_step or 0):
            user.totp_step = step
            return True
    return False


def _sealed(secret: str, user_id: str, key: bytes) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, secret.encode(), user_id.encode())
    return base64.b64encode(nonce + sealed).decode()


def _opened(text: str, user_id: str, key: bytes) -> str:
    """Raises Conflict when it was sealed for another user or with another key."""
    sealed = base64.b64decode(text)
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], user_id.encode()).decode()
    except InvalidTag as error:
        raise Conflict("totp.unreadable", "the second factor can't be read; have it turned off") from error
