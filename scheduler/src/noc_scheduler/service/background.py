"""Background work of the API's process: threads that do what was rung for, or what comes round."""

import threading
from collections.abc import Callable

import structlog

from noc_scheduler.errors import Unavailable

#: So long is waited for a run under way when everything ends.
LONGEST_END_S = 3
log = structlog.get_logger()


class Background:
    """Runs `work` in a thread of its own after every ring, and every `period` seconds if there is one.

    Many rings during one run lead to one more run. Nothing that `work` raises ends the thread.
    """

    def __init__(self, name: str, work: Callable[[], object], period: float | None = None) -> None:
        self._work, self._period = work, period
        self._rung = threading.Event()
        self._over = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin, once; a periodic one runs for the first time now."""
        if self._period is not None:
            self.ring()
        self._thread.start()

    def ring(self) -> None:
        """There is something to do."""
        self._rung.set()

    def stop(self) -> None:
        """End after the run under way; a run that lasts longer than its time is left behind."""
        self.stop_soon()
        self._thread.join(timeout=LONGEST_END_S)

    def stop_soon(self) -> None:
        """End after the run under way, which nobody waits for here."""
        self._over = True
        self._rung.set()

    def _run(self) -> None:
        while True:
            self._rung.wait(self._period)
            self._rung.clear()
            if self._over:
                return
            self._quietly()

    def _quietly(self) -> None:
        try:
            self._work()
        except Unavailable as error:
            log.warning("background.unavailable", thread=self._thread.name, problem=str(error))
        except Exception:
            log.exception("background.failed", thread=self._thread.name)
