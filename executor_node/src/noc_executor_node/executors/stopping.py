"""Ending the executors: what runs may finish for a while; what doesn't is ended with all that it started."""

import os
import signal
import threading
from datetime import timedelta

import structlog

from noc_executor_node.processes import children

log = structlog.get_logger()


def end_after(patience: timedelta) -> None:
    """End this process, the parent of the executors, if it still lives so long from now.

    Its children are killed without a word: each attempt's supervisor sees its executor die and ends the attempt's
    processes, and nobody says what came of it, because nobody knows. The lease ends, the task's rerun class decides.
    """
    timer = threading.Timer(patience.total_seconds(), _end_at_once)
    timer.daemon = True
    timer.start()


def _end_at_once() -> None:
    executors = children(os.getpid())
    log.warning("executors.out_of_time", children=executors)
    for pid in executors:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    os._exit(0)
