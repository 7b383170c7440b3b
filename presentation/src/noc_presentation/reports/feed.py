"""The scheduler's feed as one reader reads it: from its first round on, each event once, in however many processes."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.store import reports as store
from noc_presentation.store.database import Database
from noc_presentation.store.reports import FeedPosition

PAGE = 200
Keep = Callable[[Session, list[Document]], None]


def read_feed(database: Database, scheduler: Scheduler, reader: str, types: str, keep: Keep) -> bool:
    """Take in what happened since the last time; whether anything did.

    `keep` is called in the transaction that moves on. What happened before the very first time is told to nobody.
    """
    with database.reading() as session:
        known = store.position(session, reader)
        after = known.cursor if known else None
    page = _page(scheduler, types, after)
    while after is None and len(page["items"]) == PAGE:
        page = _page(scheduler, types, page["next"])
    following = str(page["next"])
    if following == after:
        return False
    with database.writing() as session:
        position = store.position(session, reader)
        if (position.cursor if position else None) != after:
            return True  # another process has read the same
        if position is None:
            session.add(FeedPosition(reader=reader, cursor=following))
            return True
        keep(session, page["items"])
        position.cursor = following
    return bool(page["items"])


def _page(scheduler: Scheduler, types: str, after: str | None) -> Document:
    begun = {"after": after} if after else {}
    return scheduler.events({"types": types, "limit": PAGE, **begun})
