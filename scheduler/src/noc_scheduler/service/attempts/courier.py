"""The courier: what this process has leased goes out at once, and is gathered only while its executor node answers."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from uuid import UUID

import structlog

from noc_scheduler.nodes.documents import Parcel

#: So many executor nodes are spoken to at the same time: a slow one shall not hold up the others.
AT_ONCE = 8
log = structlog.get_logger()


class Courier:
    """Carries parcels, one request at a time to each executor node.

    What it doesn't carry in time, because its process ends or all its threads wait, others tell again.
    """

    def __init__(self, deliver: Callable[[Sequence[Parcel]], object]) -> None:
        self._deliver = deliver
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="courier")
        self._lock = Lock()
        self._waiting: dict[UUID, list[Parcel]] = {}
        self._under_way: set[UUID] = set()

    def post(self, parcels: Sequence[Parcel]) -> None:
        """Take these; returns at once. After `stop` they are left to others."""
        with self._lock:
            for parcel in parcels:
                self._waiting.setdefault(parcel.executor_node, []).append(parcel)
            idle = {parcel.executor_node for parcel in parcels} - self._under_way
            self._under_way |= idle
        for executor_node in idle:
            try:
                self._pool.submit(self._carry, executor_node)
            except RuntimeError:
                return

    def stop(self) -> None:
        """Begin no more requests; those under way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _carry(self, executor_node: UUID) -> None:
        while True:
            with self._lock:
                parcels = self._waiting.pop(executor_node, None)
                if parcels is None:
                    self._under_way.discard(executor_node)
                    return
            try:
                self._deliver([joined(parcels)])
            except Exception:
                log.exception("courier.failed", executor_node=str(executor_node))


def joined(parcels: Sequence[Parcel]) -> Parcel:
    """Parcels to the same executor node as one, leased as early as the earliest of them."""
    first = min(parcels, key=lambda parcel: parcel.at)
    return Parcel(
        first.executor_node,
        parcels[-1].url,
        tuple(errand for parcel in parcels for errand in parcel.errands),
        first.at,
        any(parcel.troubled for parcel in parcels),
    )
