"""The worker: one process that does one job at a time; start as many as you like."""

import os
import socket
import sys

from noc_scheduler.jobs.app import make_app
from noc_scheduler.service.means import Means
from noc_scheduler.settings import Settings


def run_worker(settings: Settings, means: Means) -> None:
    """Work until told to stop; the job under way is finished first."""
    worker = make_app(settings, means).Worker(
        pool_cls="solo",
        hostname=f"scheduler-{os.getpid()}@{socket.gethostname()}",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    worker.start()
    sys.exit(worker.exitcode)
