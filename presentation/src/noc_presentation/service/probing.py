"""Probing hosts: an execution like any other, of a procedure that comes with this layer."""

from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.errors import Complaint, Invalid
from noc_presentation.inventory.model import Target
from noc_presentation.inventory.service import resolve
from noc_presentation.service.checks import Sound, check, sound

FILE = Path(__file__).with_name("probe-hosts.yml")
#: Counts on with each change of the file.
VERSION = 1


@cache
def procedure_text() -> str:
    """The procedure; its name is one that nobody else can give."""
    return FILE.read_text("utf-8")


def checked(scheduler: Scheduler) -> Sound:
    """The procedure as the scheduler reads it; raises Unavailable, and Invalid for a scheduler that is too old."""
    return sound(check(scheduler, procedure_text()))


def probe_order(session: Session, procedure: Sound, target: Target, login: bool, actor: Actor) -> Document:
    """What the scheduler is told to start; raises Invalid for names there are none of, and for nobody."""
    if not resolve(session, target):
        complaint = Complaint("/target", "target.empty", "name at least one group or host")
        raise Invalid("target.empty", "there is nothing to probe without hosts", (complaint,))
    return {
        "procedure": {
            "name": procedure.name,
            "version": VERSION,
            "digest": procedure.digest,
            "canonical": procedure.canonical,
        },
        "target": target.document(),
        "params": {"login": login},
        "actor": actor.document(),
    }
