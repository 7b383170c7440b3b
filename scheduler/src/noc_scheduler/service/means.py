"""What every act works with: the settings, the database, and the clients of the other layers."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Event

from noc_scheduler.clients.presentation import Presentation
from noc_scheduler.nodes.client import ExecutorNodes
from noc_scheduler.nodes.documents import Parcel
from noc_scheduler.service.attempts.quick import QuickSteps
from noc_scheduler.settings import Settings
from noc_scheduler.store.database import Database


def _nobody() -> None:
    """No sender listens in this process; Celery's next tick finds what was stored."""


@dataclass(frozen=True, slots=True)
class Means:
    """One process's means. `ring` is called after a commit that left something to be sent.

    `post` takes what a commit has leased, to be sent by this process; without it, attempts are leased by whoever
    drains. Once `stopping` is set, nothing new is claimed: what is being done is finished, the rest is left to others.
    `quick` is what this process has seen of steps that end almost at once; its `name` tells it from others.
    """

    settings: Settings
    database: Database
    presentation: Presentation
    executor_nodes: ExecutorNodes
    ring: Callable[[], None] = field(default=_nobody)
    post: Callable[[Sequence[Parcel]], None] | None = None
    stopping: Event = field(default_factory=Event)
    quick: QuickSteps = field(default_factory=QuickSteps)
    name: str = field(default_factory=partial(secrets.token_hex, 4))

    def close(self) -> None:
        """Give back the connections to the database."""
        self.database.close()

    @property
    def claim_hold(self) -> timedelta:
        """How long a claimed row is left alone before another process takes it up."""
        return max(timedelta(milliseconds=500), self.settings.tick)
