"""Links that answer a card once: what stands in the mail is made when it goes out, and kept nowhere."""

import base64
import hashlib
import hmac
import re
from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.errors import Conflict, NotFound
from noc_presentation.store.asking import AnswerLink

TOKEN = re.compile(r"([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})", re.ASCII)


def token_of(link_id: str, key: bytes) -> str:
    """The link's id with a seal that only this layer can make."""
    return f"{link_id}.{_seal(link_id, key)}"


def recognise(session: Session, token: str, key: bytes, now: datetime, to_use: bool = False) -> AnswerLink:
    """The link of a token that is good still; with `to_use` it is kept from everybody else, to be used up.

    Raises NotFound for what we never made, and Conflict for one that was used or has expired.
    """
    found = TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(_seal(found[1], key), found[2]):
        raise NotFound("link.unknown", "there is no such link")
    link = session.get(AnswerLink, found[1], with_for_update=to_use)
    if link is None:
        raise NotFound("link.unknown", "there is no such link")
    if link.used_at is not None:
        raise Conflict("link.used", "this link was used already; each works once")
    if link.expires_at <= now:
        raise Conflict("link.expired", "the question has expired")
    return link


def _seal(link_id: str, key: bytes) -> str:
    seal = hmac.new(key, b"answer link " + link_id.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(seal).decode().rstrip("=")
