"""The rows that a batch of walks asks for, collected before any is written: one statement per table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.settings import Settings
from noc_scheduler.store.attempts import NewAttempt
from noc_scheduler.store.crossings import Arrival
from noc_scheduler.store.outbox import NewLetter
from noc_scheduler.store.waits import Wait, WaitAct

#: Writes rows of its own once everything else is written.
Errand = Callable[[sa.Connection], None]


@dataclass(slots=True)
class Work:
    """What is to be written; keys are (HostRun, visit) and (HostRun, visit, number of the attempt)."""

    settings: Settings
    now: datetime
    attempts: dict[tuple[UUID, int, int], NewAttempt] = field(default_factory=dict)
    waits: dict[tuple[UUID, int], Wait] = field(default_factory=dict)
    letters: list[NewLetter] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    #: Of these arrivals, the visits that another branch has ended in the same moment.
    gone: list[tuple[UUID, int]] = field(default_factory=list)
    withdrawn: list[tuple[UUID, int, int]] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)

    def wait(
        self, progress: Progress, visit: int, node: str, act: WaitAct, reason: Sentence, deadline: datetime
    ) -> None:
        """Let a visit stand still, with the words, the deadline and the act that a wait must have."""
        host_run = progress.loaded.id
        self.waits[host_run, visit] = Wait(
            subject=host_run,
            visit=visit,
            execution=progress.loaded.execution.id,
            act=act,
            reason=reason,
            deadline=deadline,
            node=node,
        )
