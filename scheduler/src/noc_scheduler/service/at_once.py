"""Speaking to several others at the same time: a slow one shall not hold up the rest."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
#: So many are spoken to at the same time.
AT_ONCE = 8


def sum_of_each(act: Callable[[T], int], items: Sequence[T]) -> int:
    """What `act` comes to with every item; each call has a thread of its own where there are several."""
    if len(items) < 2:
        return sum(map(act, items))
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="at-once") as pool:
        return sum(pool.map(act, items))
