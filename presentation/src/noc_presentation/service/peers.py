"""The layers this one is paired with: whose signatures count, and where they are reached."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from noc_presentation.errors import InvalidKey, Misconfigured, Unavailable
from noc_presentation.keys import public_key
from noc_presentation.store import peers as store
from noc_presentation.store.database import Database
from noc_presentation.store.peers import Peer

SCHEDULER = "scheduler"


def pair(session: Session, key_id: str, url: str, key: str, now: datetime) -> None:
    """Trust this key under this name from now on; pairing again replaces what was known."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise Misconfigured("--url", f"{url!r} is no address of a layer", "write it as http://127.0.0.1:8100")
    try:
        public_key(key)
    except InvalidKey as error:
        raise Misconfigured("--key", str(error), f"take the line that `noc-{key_id} key` prints") from error
    store.keep(session, Peer(key_id=key_id, url=url.rstrip("/"), public_key=key, paired_at=now))


def public_key_of(session: Session, key_id: str) -> str | None:
    """The public key known under this name, or None."""
    peer = store.find(session, key_id)
    return peer.public_key if peer else None


def scheduler_url(database: Database) -> str:
    """Where the scheduler is reached; raises Unavailable while this layer is not paired."""
    with database.reading() as session:
        peer = store.find(session, SCHEDULER)
    if peer is None:
        raise Unavailable(
            "dependency.unavailable", "no scheduler is paired yet; run `noc-presentation pair scheduler`"
        )
    return peer.url


def take_nonce(session: Session, key_id: str, nonce: str, forget_after: datetime, now: datetime) -> bool:
    """Remember a nonce; False when it was taken before. Nonces past their time are forgotten on the way."""
    store.forget_nonces(session, now)
    return store.take_nonce(session, key_id, nonce, forget_after)
