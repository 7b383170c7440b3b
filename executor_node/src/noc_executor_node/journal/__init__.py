"""The journal: what this executor node was given, what came of it, and what it has still to say about it."""

from dataclasses import dataclass
from pathlib import Path

from noc_executor_node.journal.attempts import Attempts
from noc_executor_node.journal.database import Database
from noc_executor_node.journal.holdings import Holdings
from noc_executor_node.journal.nonces import Nonces
from noc_executor_node.journal.reports import Reports
from noc_executor_node.journal.standing import Standing
from noc_executor_node.processes import machine_boot

__all__ = ["Journal", "open_journal"]


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal's six parts over one file; safe to use from several threads and processes at once."""

    database: Database
    attempts: Attempts
    holdings: Holdings
    reports: Reports
    nonces: Nonces
    standing: Standing


def open_journal(path: Path) -> Journal:
    """The journal in `path`, made there (mode 0600) when missing. Open it after a fork, never before."""
    database = Database(path)
    holdings = Holdings(database)
    holdings.begin_anew(machine_boot())
    return Journal(
        database, Attempts(database), holdings, Reports(database), Nonces(database), Standing(database)
    )
