"""Introductions: an administrator makes a token for an executor node to come, which lets it in once, as what was said.

The token is the seed of a key. The executor node never shows it: it signs its own name and key with it, so whoever
sees the enrolment, the scheduler included, can introduce nobody else.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from noc_presentation.accounts.rights import rights_of
from noc_presentation.actors import Actor
from noc_presentation.errors import Invalid, InvalidKey, NotFound
from noc_presentation.keys import fingerprint, public_key, public_text
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service.node_scope import known_groups
from noc_presentation.service.node_standing import Standing
from noc_presentation.store import accounts, executor_nodes
from noc_presentation.store import introductions as store
from noc_presentation.store.executor_nodes import Authorisation
from noc_presentation.store.introductions import Introduction

PREFIX = "noc_intro_"
#: What is signed: this, the name, a NUL, and the 32 bytes of the executor node's public key.
ABOUT = b"noc introduction 1\0"
SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Made:
    """An introduction at the only moment when its token is known."""

    row: Introduction
    token: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who enrolled, as the scheduler tells it; `proof` is the signature with the token's key, in base64."""

    executor_node: str
    name: str
    public_key: str
    proof: str


def make(
    session: Session,
    name: str,
    groups: list[str] | None,
    labels: dict[str, str] | None,
    valid: timedelta,
    actor: Actor,
    now: datetime,
) -> Made:
    """An introduction of the executor node `name`, which may serve these groups as one with these labels (None: all).

    Raises Invalid for groups that are not there.
    """
    seed = secrets.token_bytes(SEED_BYTES)
    row = Introduction(
        name=name,
        public_key=public_text(Ed25519PrivateKey.from_private_bytes(seed)),
        groups=known_groups(session, groups),
        labels=labels,
        created_at=now,
        created_by=actor.document(),
        expires_at=now + valid,
    )
    session.add(row)
    session.flush()
    return Made(row, f"{PREFIX}{row.id}_{base64.urlsafe_b64encode(seed).rstrip(b'=').decode()}")


def revoke(session: Session, identity: str, now: datetime) -> None:
    """Nobody comes in with it any more; twice does no harm. Whoever came with it before is another matter."""
    row = store.find(session, identity, lock=True)
    if row is None:
        raise NotFound("not_found", "there is no such introduction")
    row.revoked_at = row.revoked_at or now


def use(session: Session, identity: str, arrival: Arrival, now: datetime) -> tuple[Authorisation, bool]:
    """The authorisation of an executor node that came with its introduction, and whether that is new.

    Asked again for the same, the same. Raises Invalid `introduction.…`, whose words the executor node hears.
    """
    row = store.find(session, identity, lock=True)
    if row is None or not _is_proven(row.public_key, arrival):
        raise _refused("wrong", "this introduction isn't known, or is somebody else's")
    if row.name != arrival.name:
        raise _refused("name", "it introduces an executor node of another name")
    word = executor_nodes.decided_about(session, arrival.executor_node)
    if row.used_by == arrival.public_key and word is not None and word.status == Standing.AUTHORISED:
        return word, False
    if row.used_by is not None:
        raise _refused("used", "it was used before")
    if row.revoked_at is not None or row.expires_at <= now:
        raise _refused("over", "it was revoked, or its time is over")
    if word is not None or executor_nodes.was_refused(session, arrival.public_key):
        raise _refused("decided", "people have decided about this executor node already")
    _refuse_powerless(session, row.created_by)
    row.used_at, row.used_by = now, arrival.public_key
    word = Authorisation(
        executor_node=arrival.executor_node,
        name=arrival.name,
        status=Standing.AUTHORISED.value,
        public_key=arrival.public_key,
        fingerprint=fingerprint(arrival.public_key),
        decided_at=now,
        decided_by=row.created_by,
        groups=row.groups,
        labels=row.labels,
    )
    session.add(word)
    session.flush()
    return word, True


def _is_proven(key: str, arrival: Arrival) -> bool:
    try:
        about = ABOUT + arrival.name.encode() + b"\0" + base64.b64decode(arrival.public_key, validate=True)
        public_key(arrival.public_key)
        public_key(key).verify(base64.b64decode(arrival.proof, validate=True), about)
    except (InvalidSignature, InvalidKey, binascii.Error, ValueError):
        return False
    return True


def _refuse_powerless(session: Session, maker: Mapping[str, str]) -> None:
    """It lets somebody in in its maker's name, who must still be one who may; the installation's tokens always may."""
    user = accounts.user(session, str(maker.get("id")))
    if user is None:
        return
    if not user.active or not rights_of(session, user.id).everywhere(Verb.EXECUTOR_NODE_MANAGE):
        raise _refused("maker", "whoever made it may not let executor nodes in any more")


def _refused(reason: str, words: str) -> Invalid:
    return Invalid(f"introduction.{reason}", words)
