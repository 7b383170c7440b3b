"""Verifying the chain in a database against its file of checkpoints."""

from noc_presentation.audit.checkpoints import Checkpoints, read_checkpoints
from noc_presentation.audit.verifying import Report, verify
from noc_presentation.errors import Unavailable
from noc_presentation.store import audit as store
from noc_presentation.store.database import Database


def verification(database: Database, checkpoints: Checkpoints | None) -> Report:
    """What is found; raises Unavailable in a process that was given no checkpoints.

    The checkpoints are read first: what is added meanwhile is in the chain and in none of them.
    """
    if checkpoints is None:
        raise Unavailable("audit.no_checkpoints", "this process was given no checkpoints")
    known = list(read_checkpoints(checkpoints.path))
    with database.reading() as session:
        return verify(store.chain(session), known, checkpoints.key.public_key())
