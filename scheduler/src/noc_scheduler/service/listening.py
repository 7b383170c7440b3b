"""Listening: processes note that they are there, so that no lease ends while nobody listens."""

from datetime import timedelta

from noc_scheduler.service.means import Means
from noc_scheduler.store import peers
from noc_scheduler.store.clock import database_now

#: A worker does one job at a time, each within seconds; one silent for so long hangs or is gone.
WORKER_SILENCE = timedelta(minutes=1)
#: So long a note is fresh.
WORKER_NOTED = timedelta(seconds=2)


def listen(means: Means) -> None:
    """Note that this process can be reached by executor nodes now."""
    _note(means, peers.API, means.settings.lease / 3)


def note_worker(means: Means) -> None:
    """Note that a worker works; not every time, since people ask only whether it has been silent for long."""
    with means.database.reading() as connection:
        heard, now = peers.heard(connection, peers.WORKER), database_now(connection)
    if heard is None or not timedelta(0) <= now - heard.last < WORKER_NOTED:
        _note(means, peers.WORKER, WORKER_SILENCE)


def _note(means: Means, name: str, longest_gap: timedelta) -> None:
    means.database.transact(
        lambda connection: peers.listen(connection, database_now(connection), longest_gap, name)
    )
