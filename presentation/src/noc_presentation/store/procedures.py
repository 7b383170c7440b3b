"""The tables of procedures: one draft each, and versions that never change."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from noc_presentation.pages import Page, PageRequest
from noc_presentation.store.base import DEFAULT_ACCOUNT, Base, Owned
from noc_presentation.store.paging import page


class Procedure(Owned, Base):
    """A name, the draft people work on, and the number of its newest published version (0: none).

    `published_revision` is the draft's revision when it was last published (0: never), `draft_authors` the ids of
    those who have changed it since.
    """

    __tablename__ = "procedures"
    __table_args__ = (sa.UniqueConstraint("account_id", "name"),)

    name: Mapped[str] = mapped_column(sa.String(128))
    title: Mapped[str] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(default=0)
    draft: Mapped[str] = mapped_column(sa.Text)
    draft_revision: Mapped[int] = mapped_column(default=1)
    published_revision: Mapped[int] = mapped_column(default=0)
    draft_authors: Mapped[list[str]]
    created_at: Mapped[datetime]
    created_by: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[dict[str, Any]]

    @property
    def unpublished_changes(self) -> bool:
        """Whether the draft says something that no version says yet."""
        return self.draft_revision != self.published_revision


class ProcedureVersion(Owned, Base):
    """A published procedure: the author's text, and what the scheduler's check made of it."""

    __tablename__ = "procedure_versions"
    __table_args__ = (sa.UniqueConstraint("account_id", "procedure_id", "number"),)

    procedure_id: Mapped[str] = mapped_column(sa.ForeignKey("procedures.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.Text)
    comment: Mapped[str] = mapped_column(sa.String(4096))
    text: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(80))
    canonical: Mapped[dict[str, Any]]
    parameters: Mapped[dict[str, Any]]
    findings: Mapped[list[dict[str, Any]]]
    published_at: Mapped[datetime]
    published_by: Mapped[dict[str, Any]]


def find(session: Session, name: str) -> Procedure | None:
    """The procedure of this name."""
    return session.scalar(_ours().where(Procedure.name == name))


def find_to_change(session: Session, name: str) -> Procedure | None:
    """The same, kept from everybody else who would change it until the transaction ends."""
    return session.scalar(_ours().where(Procedure.name == name).with_for_update())


def listed(session: Session, wanted: PageRequest, seen: Collection[str] | None) -> Page[Procedure]:
    """All procedures by name; only those of these names if any are given."""
    ours = _ours() if seen is None else _ours().where(Procedure.name.in_(seen))
    return page(session, ours, Procedure.name, wanted)


def version(session: Session, procedure: Procedure, number: int) -> ProcedureVersion | None:
    """The version of this number."""
    return session.scalar(_versions(procedure).where(ProcedureVersion.number == number))


def versions(session: Session, procedure: Procedure, wanted: PageRequest) -> Page[ProcedureVersion]:
    """The versions, newest first."""
    return page(session, _versions(procedure), ProcedureVersion.id, wanted, newest_first=True)


def _ours() -> sa.Select[Procedure]:
    return sa.select(Procedure).where(Procedure.account_id == DEFAULT_ACCOUNT)


def _versions(procedure: Procedure) -> sa.Select[ProcedureVersion]:
    return sa.select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure.id)
