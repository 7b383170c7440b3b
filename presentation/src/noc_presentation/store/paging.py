"""Reading one page of a table by a unique text column."""

from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from noc_presentation.pages import Page, PageRequest, cursor

Row = TypeVar("Row")


def page(
    session: Session,
    statement: sa.Select[Row],
    key: InstrumentedAttribute[str],
    wanted: PageRequest,
    newest_first: bool = False,
) -> Page[Row]:
    """The wanted page of `statement`, ordered by `key`, which must be unique in it."""
    after = wanted.after()
    if after is not None:
        statement = statement.where(key < after if newest_first else key > after)
    ordered = statement.order_by(key.desc() if newest_first else key).limit(wanted.limit + 1)
    rows = list(session.scalars(ordered))
    items = rows[: wanted.limit]
    return Page(items, cursor(getattr(items[-1], key.key)) if len(rows) > len(items) else None)
