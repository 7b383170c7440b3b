"""Leaving in order: the agent stays while its executors finish, so that what they did is said."""

import threading
import time
from dataclasses import dataclass
from datetime import timedelta

import structlog

from noc_executor_node.journal import Journal
from noc_executor_node.processes import is_alive
from noc_executor_node.vocabulary import AttemptState

LOOK_S = 0.05
#: Whoever ends the whole executor node ends all its processes at once; so long do the executors have to hear it too.
NOTICE = timedelta(milliseconds=500)
#: What is left to be said once nothing runs is tried for so long; the journal keeps it for the next start.
LAST_WORDS = timedelta(seconds=5)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Left:
    """What still ties the agent to its work; `working` while the executors live and take on more."""

    working: bool
    running: int
    unsaid: int


def may_leave(left: Left, since: timedelta, quiet: timedelta, patience: timedelta) -> bool:
    """Whether the agent may end, `since` after it was asked to and `quiet` after the last attempt ended.

    Executors that go on working are none of its business: only the agent is being replaced.
    """
    if left.working:
        return since >= NOTICE
    if since >= patience:
        return True
    return not left.running and (not left.unsaid or quiet >= LAST_WORDS)


def stay_until_done(
    journal: Journal, asked: threading.Event, gone: threading.Event, patience: timedelta
) -> None:
    """Set `gone` once it is in order to leave after `asked` was set; at the latest `patience` after that."""
    asked.wait()
    began = quiet_from = time.monotonic()
    try:
        while True:
            now = time.monotonic()
            left = _left(journal)
            quiet_from = now if left.running else quiet_from
            since, quiet = timedelta(seconds=now - began), timedelta(seconds=now - quiet_from)
            if may_leave(left, since, quiet, patience):
                log.info("agent.leaving", running=left.running, unsaid=left.unsaid)
                return
            time.sleep(LOOK_S)
    finally:
        gone.set()


def _left(journal: Journal) -> Left:
    boot = journal.standing.boot()
    held = journal.holdings.held()
    running = sum(item.state == AttemptState.RUNNING for item in held)
    unsaid = len(held) - running + len(journal.holdings.returned()) + journal.reports.waiting()
    return Left(boot is not None and not boot.stopping and is_alive(boot.parent), running, unsaid)
