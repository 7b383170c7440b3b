"""The tables of the conversation with other layers: whose signature counts, and which nonces were taken."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

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
