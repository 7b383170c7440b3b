"""The agent's process: the heart in its own thread, the sender of reports beside it."""

import signal
import threading

import structlog

from noc_executor_node.agent.heart import Heart
from noc_executor_node.agent.reports import Sender
from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.errors import Misconfigured
from noc_executor_node.journal import open_journal
from noc_executor_node.keys import fingerprint, own_key, public_text
from noc_executor_node.settings import Settings

log = structlog.get_logger()


def run_agent(settings: Settings, stopping: threading.Event | None = None) -> None:
    """Speak for this executor node until asked to stop; raises Misconfigured when it is paired with no scheduler."""
    journal = open_journal(settings.journal_file)
    pairing = journal.standing.pairing()
    if pairing is None:
        fix = "noc-executor-node pair scheduler --url URL --key TEXT"
        raise Misconfigured(settings.home, "this executor node is paired with no scheduler", fix)
    key = own_key(settings.key_file)
    public = public_text(key)

    def client_as(key_id: str) -> SchedulerClient:
        return SchedulerClient(pairing.urls, key_id, key, settings.trust, timeout=settings.scheduler_timeout)

    stopping = stopping or _stop_on_signals()
    heart = Heart(settings, journal, Doorbell(settings), client_as, public, fingerprint(public), stopping)
    beating = threading.Thread(target=heart.run, name="heart", daemon=True)
    beating.start()
    log.info("agent.started", schedulers=pairing.urls, fingerprint=fingerprint(public))
    Sender(journal, client_as, stopping, settings.scheduler_timeout).run()
    beating.join(timeout=settings.heartbeat.total_seconds())
    log.info("agent.stopped")


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
