"""Lanes: the messages of each channel go out beside those of the others, so that one that hangs delays only its own."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from threading import Event

from noc_presentation.store.notifications import Lane

#: Goes on until told to stop, pausing for so many seconds when there is nothing to do.
Work = Callable[[Event, float], None]


def lanes_of(channels: Iterable[str]) -> list[Lane]:
    """One for each of these channels, and one for messages to channels that there are none of."""
    names = frozenset(channels)
    return [*(Lane(only=name) for name in sorted(names)), Lane(none_of=names)]


def side_by_side(works: Sequence[Work], stop: Event, pause_s: float) -> None:
    """Do all of these, each in a thread of its own, until told to stop; what ends one ends all and is raised."""
    with ThreadPoolExecutor(len(works), thread_name_prefix="lane") as pool:
        running = [pool.submit(work, stop, pause_s) for work in works]
        try:
            wait(running, return_when=FIRST_COMPLETED)
        finally:
            stop.set()
    for one in running:
        one.result()
