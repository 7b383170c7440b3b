"""Readiness: whether this executor node can do its part, and in words why not."""

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from noc_executor_node.errors import Complaint, Unavailable
from noc_executor_node.journal import Journal
from noc_executor_node.processes import is_alive
from noc_executor_node.settings import Settings


def require_ready(settings: Settings, journal: Journal) -> None:
    """Raise Unavailable with every reason why this executor node is not ready."""
    problems = (*_journal(journal), *_home(settings.home))
    if problems:
        raise Unavailable("not_ready", "; ".join(problem.message for problem in problems), problems)


def _journal(journal: Journal) -> Iterator[Complaint]:
    try:
        pairing, boot = journal.standing.pairing(), journal.standing.boot()
        journal.reports.waiting()
    except sqlite3.Error:
        yield Complaint("/journal", "journal.unavailable", "the journal can't be read")
        return
    if pairing is None:
        yield Complaint(
            "/scheduler", "scheduler.not_paired", "this executor node is paired with no scheduler"
        )
    if boot is None or not is_alive(boot.parent):
        yield Complaint("/executors", "executors.not_running", "the executors do not run")
    elif boot.stopping:
        yield Complaint("/executors", "executors.stopping", "the executors take nothing new")


def _home(home: Path) -> Iterator[Complaint]:
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"\n")
            file.flush()
    except OSError as error:
        yield Complaint("/home", "home.not_writable", f"the state folder can't be written: {error.strerror}")
