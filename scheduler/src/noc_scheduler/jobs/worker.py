"""The worker: one process that does one job at a time; start as many as you like."""

import os
import signal
import socket
import sys
from typing import Any

import structlog
from celery import signals

from noc_scheduler.jobs.app import make_app
from noc_scheduler.service.means import Means
from noc_scheduler.settings import Settings

#: A job whose present act waits for another layer longer than this is left; its rows are taken up by others.
GRACE_S = 4
log = structlog.get_logger()


def run_worker(settings: Settings, means: Means) -> None:
    """Work until told to stop; the act under way is finished first. Told twice, it ends at once."""
    worker = make_app(settings, means).Worker(
        pool_cls="solo",
        hostname=f"scheduler-{os.getpid()}@{socket.gethostname()}",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )

    def stopping(**_: Any) -> None:
        means.stopping.set()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, _end_at_once)
        signal.signal(signal.SIGALRM, _end_in_time)
        signal.setitimer(signal.ITIMER_REAL, GRACE_S)

    signals.worker_shutting_down.connect(stopping, weak=False)
    worker.start()
    sys.exit(worker.exitcode)


def _end_at_once(number: int, frame: Any) -> None:
    os._exit(128 + number)


def _end_in_time(number: int, frame: Any) -> None:
    log.warning("worker.left_an_act", reason=f"it did not come to its end within {GRACE_S} s")
    os._exit(0)
