"""The worker's own clock: Celery's beat as a thread, with its schedule in memory."""

from typing import Any

from celery import bootsteps
from celery.beat import EmbeddedService, Scheduler


class Beat(bootsteps.StartStopStep):
    """Rings for the jobs as long as the worker lives. It ends with the worker, however that ends."""

    def create(self, parent: Any) -> Any:
        """Called by Celery when it puts the worker together."""
        return EmbeddedService(parent.app, thread=True, scheduler_cls=Scheduler)
