"""Doing rounds until told to stop: what can't be reached is waited for."""

from collections.abc import Callable, Sequence
from threading import Event

import structlog

from noc_presentation.errors import NocError

Round = Callable[[], bool]
log = structlog.get_logger()


def follow(rounds: Sequence[Round], stop: Event, pause_s: float) -> None:
    """Do every round again and again, at once while one of them has something to do, else after the pause.

    One that fails doesn't keep the others from theirs, and is complained about once, until it says something else.
    """
    said: dict[Round, str] = {}
    while not stop.is_set():
        if not sum(_did(each, said) for each in rounds):
            stop.wait(pause_s)


def _did(each: Round, said: dict[Round, str]) -> bool:
    try:
        busy = each()
    except Exception as error:  # a document that nobody has foreseen must not end the process
        words = f"{type(error).__name__}: {error}"
        if said.get(each) != words:
            log.warning(
                "following.failed", error=words, exc_info=None if isinstance(error, NocError) else error
            )
        said[each] = words
        return False
    said.pop(each, None)
    return busy
