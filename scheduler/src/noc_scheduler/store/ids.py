"""Ids of everything stored: UUIDv7, so that they sort by the time they were made."""

import os
import time
from threading import Lock
from uuid import UUID

#: The one account there is so far; every owned row carries it, so that a second one needs no migration.
DEFAULT_ACCOUNT = UUID("01900000-0000-7000-8000-000000000001")

_VERSION_AND_VARIANT = 0x7 << 76 | 0x2 << 62
_RANDOM = (1 << 62) - 1
_lock = Lock()
_last = 0


def new_id() -> UUID:
    """A fresh UUIDv7, greater than all that this process has made before.

    Its time is counted in 4,096ths of a millisecond (RFC 9562, 6.2, method 3), so that many ids made within one
    millisecond neither lose their order nor run ahead of the clock.
    """
    global _last
    ticks = _ticks()
    with _lock:
        _last = ticks = max(ticks, _last + 1)
    random = _chance() & _RANDOM
    return UUID(int=ticks >> 12 << 80 | (ticks & 0xFFF) << 64 | _VERSION_AND_VARIANT | random)


def _ticks() -> int:
    return time.time_ns() * 4096 // 1_000_000


def _chance() -> int:
    return int.from_bytes(os.urandom(8))
