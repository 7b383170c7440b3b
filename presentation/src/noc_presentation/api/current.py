"""What a view finds around it: the resources of the process, transactions, and who is asking."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import current_app, g
from sqlalchemy.orm import Session

from noc_presentation.accounts.callers import Caller
from noc_presentation.actors import Actor
from noc_presentation.audit.recording import Act
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.permissions.rights import Rights
from noc_presentation.resources import Resources
from noc_presentation.store.database import Database

EXTENSION = "noc"


def resources() -> Resources:
    """What this process stands on."""
    found: Resources = current_app.extensions[EXTENSION]
    return found


def database() -> Database:
    """The database, for services that keep their own transactions around a call elsewhere."""
    return resources().database


def scheduler() -> Scheduler:
    """The way to the scheduler; an act that goes there is recorded before it is told."""
    act: Act | None = g.get("act")
    if act is not None:
        act.asked()
    return resources().scheduler


@contextmanager
def reading() -> Iterator[Session]:
    """A transaction for a view that changes nothing."""
    with database().reading() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction for a view that changes something: all of it and its audit entry, or nothing."""
    act: Act | None = g.get("act")
    with database().writing() as session:
        yield session
        entry = act.done_within(session) if act is not None else None
    if act is not None:
        act.is_kept(entry)


def actor() -> Actor:
    """Who caused this request, as its guard found out."""
    found: Actor = g.actor
    return found


def caller() -> Caller:
    """Whoever causes this request, with what they showed; only where a person's guard let them in."""
    found: Caller = g.caller
    return found


def rights() -> Rights:
    """What whoever causes this request may do; nothing where no person's guard let them in."""
    return caller().rights if "caller" in g else Rights()


def now() -> datetime:
    """The time by the clock of the process."""
    return resources().clock()
