"""How long schedulers are waited for: a limit for every step, for one whole answer, and for all of them together."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds: to connect, between two pieces of an answer, for one answer, and for all schedulers of a list."""

    connect: float
    pause: float
    answer: float
    altogether: float


#: So many usual pauses the longest one lasts.
MOST_PAUSES = 2.5


def of_the_heart(timeout: timedelta) -> Patience:
    """A heartbeat that takes longer than a third of a lease is worth nothing: the next one shall be tried instead."""
    seconds = timeout.total_seconds()
    return Patience(
        connect=0.2 * seconds, pause=0.5 * seconds, answer=0.6 * seconds, altogether=0.9 * seconds
    )


def of_the_sender(timeout: timedelta) -> Patience:
    """Reports may be long, and lose nothing by coming later."""
    seconds = timeout.total_seconds()
    return Patience(connect=0.3 * seconds, pause=seconds, answer=3 * seconds, altogether=6 * seconds)


def pause_after(failures: int, usual: timedelta, share: float | None = None) -> timedelta:
    """How long to wait before trying again: twice as long after each failure, at most 2.5 times, never exactly.

    `share` from 0 to 1 stands in for chance: nodes that lost their scheduler together shall not come back together.
    """
    if not failures:
        return usual
    longest: timedelta = usual * min(2 ** min(failures - 1, 10), MOST_PAUSES)
    return longest * (0.5 + 0.5 * (random.random() if share is None else share))  # noqa: S311 no secret


def hurried(seconds: float) -> dict[str, list[Callable[..., None]]]:
    """Event hooks by which an answer that takes longer as a whole ends in an error, however lively it drips."""

    def begin(request: httpx.Request) -> None:
        request.extensions["noc.over"] = time.monotonic() + seconds

    def watch(response: httpx.Response) -> None:
        assert isinstance(response.stream, httpx.SyncByteStream)
        over = response.request.extensions["noc.over"]
        response.stream = _HurriedStream(response.stream, over, response.request)

    return {"request": [begin], "response": [watch]}


class _HurriedStream(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, over: float, request: httpx.Request) -> None:
        self._stream, self._over, self._request = stream, over, request

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            if time.monotonic() > self._over:
                raise httpx.ReadTimeout("the answer as a whole took too long", request=self._request)
            yield piece

    def close(self) -> None:
        self._stream.close()
