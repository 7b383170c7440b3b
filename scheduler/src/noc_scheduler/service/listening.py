"""Listening: the API notes that executor nodes could be heard, so that no lease ends while nobody listens."""

from noc_scheduler.service.means import Means
from noc_scheduler.store import peers
from noc_scheduler.store.clock import database_now


def listen(means: Means) -> None:
    """Note that this process can be reached by executor nodes now."""
    longest_gap = means.settings.lease / 3
    means.database.transact(
        lambda connection: peers.listen(connection, database_now(connection), longest_gap)
    )
