"""The tables of the conversation with other layers: whose signature counts, and which nonces were taken."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.store.base import Base


class Peer(Base):
    """A paired layer, by its key id; pairing anew replaces the row."""

    __tablename__ = "peers"

    key_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    url: Mapped[str] = mapped_column(sa.String(2048))
    public_key: Mapped[str] = mapped_column(sa.String(64))
    paired_at: Mapped[datetime]


class Nonce(Base):
    """A nonce that was taken once and is remembered until its signature is too old anyway."""

    __tablename__ = "nonces"

    key_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(sa.String(128), primary_key=True)
    forget_after: Mapped[datetime] = mapped_column(index=True)


def find(session: Session, key_id: str) -> Peer | None:
    """The peer of this name."""
    return session.get(Peer, key_id)


def keep(session: Session, peer: Peer) -> None:
    """Know this peer from now on, instead of whoever had its name."""
    session.merge(peer)


def take_nonce(session: Session, key_id: str, nonce: str, forget_after: datetime) -> bool:
    """Remember a nonce; False when it was taken before."""
    if session.get(Nonce, (key_id, nonce)) is not None:
        return False
    session.add(Nonce(key_id=key_id, nonce=nonce, forget_after=forget_after))
    return True


def forget_nonces(session: Session, before: datetime) -> None:
    """Forget the nonces whose time was over before then."""
    session.execute(sa.delete(Nonce).where(Nonce.forget_after < before))
