"""Listening: processes note that they are there, so that no lease ends while nobody listens."""

from datetime import timedelta

from noc_scheduler.service.means import Means
from noc_scheduler.store import peers
from noc_scheduler.store.clock import database_now

#: A worker does one job at a time, each within seconds; one silent for so long hangs or is gone.
WORKER_SILENCE = timedelta(minutes=1)


def listen(means: Means) -> None:
    """Note that this process can be reached by executor nodes now."""
    _note(means, peers.API, means.settings.lease / 3)


def note_worker(means: Means) -> None:
    """Note that a worker works."""
    _note(means, peers.WORKER, WORKER_SILENCE)


def _note(means: Means, name: str, longest_gap: timedelta) -> None:
    means.database.transact(
        lambda connection: peers.listen(connection, database_now(connection), longest_gap, name)
    )
