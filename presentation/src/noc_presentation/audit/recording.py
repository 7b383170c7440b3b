"""Recording: one act, written into the chain in the transaction it happens in, or before another layer hears of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from noc_presentation.audit.checkpoints import Checkpoints
from noc_presentation.audit.entries import Entry, Outcome, Said, sealed
from noc_presentation.errors import NocError, Unavailable
from noc_presentation.store import audit as store
from noc_presentation.store.database import Database

log = structlog.get_logger()


def record(session: Session, said: Said) -> Entry:
    """Add to the chain, as a part of this transaction; raises Unavailable, and what it belongs to can't happen."""
    try:
        seq, previous = store.last(session)
        entry = sealed(seq + 1, said, previous)
        store.add(session, entry)
    except SQLAlchemyError as error:
        log.error("audit.failed", error=type(error).__name__, verb=said.verb)
        raise Unavailable(
            "audit.unavailable", "this can't be recorded in the audit chain, so it wasn't done"
        ) from error
    return entry


@dataclass(slots=True)
class Act:
    """An act on its way: what is known of it, and what of it is in the chain by now."""

    database: Database
    said: Said
    written: list[Entry] = field(default_factory=list)

    def done_within(self, session: Session) -> Entry | None:
        """Record that it is done, in the transaction that does it; once. Call `is_kept` after the commit."""
        if self.written:
            return None
        return record(session, replace(self.said, outcome=Outcome.DONE.value))

    def is_kept(self, entry: Entry | None) -> None:
        """The transaction with this entry was committed."""
        if entry is not None:
            self.written.append(entry)

    def asked(self) -> None:
        """Record that another layer is about to be told; once."""
        if not self.written:
            self._write(replace(self.said, outcome=Outcome.ASKED.value))

    def ended(self, status: int, code: str | None) -> None:
        """Record how it ended, unless the chain says so already; what can't be recorded now is logged."""
        outcome = Outcome.DONE if status < 400 else Outcome.REFUSED if status < 500 else Outcome.FAILED
        if self.written and self.written[-1].said.outcome == Outcome.DONE and outcome is Outcome.DONE:
            return
        try:
            self._write(replace(self.said, outcome=outcome.value, status=status, code=code))
        except NocError as error:
            log.error("audit.outcome_lost", error=str(error), verb=self.said.verb, status=status)

    def checkpoint(self, checkpoints: Checkpoints | None, now: datetime) -> None:
        """Sign how far the chain goes now."""
        if checkpoints is None or not self.written:
            return
        last = self.written[-1]
        try:
            checkpoints.add(last.seq, last.hash, now)
        except OSError as error:
            log.error("audit.no_checkpoint", error=str(error), seq=last.seq)

    def _write(self, said: Said) -> None:
        with self.database.writing() as session:
            entry = record(session, said)
        self.written.append(entry)
