"""Webhooks: the secret of each is made from the scheduler's key, and senders are held against it."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from noc_scheduler.errors import Invalid, NotFound, Unauthenticated
from noc_scheduler.keys import own_key
from noc_scheduler.service.executions.finding import uuid_or_none
from noc_scheduler.service.means import Means
from noc_scheduler.service.vocabulary import Cause, ServiceEvent
from noc_scheduler.store import events, intakes, schedules
from noc_scheduler.store.clock import database_now
from noc_scheduler.store.events import About, Fact
from noc_scheduler.triggers.senders import Address, is_among, read_network
from noc_scheduler.triggers.trap import TrapTrigger
from noc_scheduler.triggers.webhook import Proof, WebhookTrigger

PREFIX = "whsec_"
#: Kinds of trigger that somebody else sends to.
WITH_SECRET = frozenset({WebhookTrigger.kind, TrapTrigger.kind})
#: How far a sender's clock may be off.
WINDOW = timedelta(minutes=5)
LONGEST_ID = 128
#: What unknown webhooks are held against, so that they are refused in the same way and time as known ones.
_NOBODY = secrets.token_hex(32)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a sender shows: the headers of Standard Webhooks, or a bearer token; and the address it sends from."""

    id: str
    timestamp: str
    signature: str
    authorization: str
    address: Address | None


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender that may send: to which schedule, and the message's id if it named one."""

    schedule: UUID
    message: str | None


def new_secret(means: Means, reference: str, actor: Mapping[str, Any]) -> str:
    """A new secret for a webhook, shown this once; the one before does not hold any more."""
    identity = uuid_or_none(reference)
    salt = secrets.token_hex(32)

    def act(connection: sa.Connection) -> UUID:
        row = None if identity is None else schedules.find(connection, identity)
        if row is None:
            raise NotFound("not_found", "there is no such schedule")
        if row.trigger["kind"] not in WITH_SECRET:
            raise Invalid("trigger.no_secret", "only webhooks and traps have a secret")
        intakes.locked(connection, row.id)
        intakes.change(connection, row.id, {"salt": salt})
        fact = Fact(ServiceEvent.SCHEDULE_SECRET_MADE, {"name": row.name}, actor, {"kind": Cause.REQUEST})
        events.tell(connection, database_now(connection), About.SCHEDULE, {row.id: [fact]})
        found: UUID = row.id
        return found

    schedule = means.database.transact(act)
    return PREFIX + base64.b64encode(_secret(means.settings.key_file, str(schedule), salt)).decode()


def admit(means: Means, reference: str, shown: Shown, body: bytes) -> Sender:
    """The sender of a message; Unauthenticated, always the same, unless the proof its webhook asks for holds."""
    identity = uuid_or_none(reference)
    with means.database.reading() as connection:
        row = None if identity is None else schedules.find(connection, identity)
        intake = None if row is None else intakes.find(connection, row.id)
        now = database_now(connection)
    kind = None if row is None else row.trigger["kind"]
    salt = intake.salt if intake is not None and kind in WITH_SECRET else None
    key = _secret(means.settings.key_file, str(identity), salt or _NOBODY)
    proof = row.trigger.get("proof", Proof.SIGNATURE) if row is not None and salt else None
    signed = _is_signed(key, shown, body, now.timestamp())
    named = _shows_token(key, shown.authorization)
    held = signed if proof == Proof.SIGNATURE else named if proof == Proof.TOKEN else False
    if row is None or not held or not _may_send_from(row.trigger, shown.address):
        raise Unauthenticated("webhook.refused", "no webhook here takes this message from you")
    message = shown.id if shown.id.isascii() and 0 < len(shown.id) <= LONGEST_ID else None
    return Sender(row.id, message)


def _may_send_from(trigger: Mapping[str, Any], address: Address | None) -> bool:
    networks = [read_network(text) for text in trigger.get("senders", ())]
    return not networks or (address is not None and is_among(address, networks))


def _is_signed(key: bytes, shown: Shown, body: bytes, now: float) -> bool:
    signed = b".".join((shown.id.encode(), shown.timestamp.encode(), body))
    right = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    holds = [
        hmac.compare_digest(right, signature.removeprefix("v1,").encode())
        for signature in shown.signature.split(" ")[:5]
        if signature.startswith("v1,")
    ]
    in_time = shown.timestamp.isascii() and shown.timestamp.isdecimal() and len(shown.timestamp) < 12
    return (
        any(holds)
        and in_time
        and abs(now - int(shown.timestamp)) <= WINDOW.total_seconds()
        and 0 < len(shown.id) <= LONGEST_ID
    )


def _shows_token(key: bytes, authorization: str) -> bool:
    scheme, _, token = authorization.partition(" ")
    right = PREFIX.encode() + base64.b64encode(key)
    return hmac.compare_digest(right, token.strip().encode()) and scheme.lower() == "bearer"


def _secret(key_file: Path, schedule: str, salt: str) -> bytes:
    derivation = HKDF(SHA256(), length=32, salt=bytes.fromhex(salt), info=b"noc webhook " + schedule.encode())
    return derivation.derive(_own(key_file))


@lru_cache(maxsize=8)
def _own(key_file: Path) -> bytes:
    return own_key(key_file).private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
