"""The agent's process: the heart in its own thread, the sender of reports beside it."""

import signal
import threading
from collections.abc import Callable
from functools import partial

import structlog

from noc_executor_node.agent.enrolment import description
from noc_executor_node.agent.farewell import stay_until_done
from noc_executor_node.agent.heart import Heart
from noc_executor_node.agent.modules import ModuleTeller
from noc_executor_node.agent.reports import Sender
from noc_executor_node.agent.streams import MOST as MOST_STREAMS
from noc_executor_node.agent.streams import Streams
from noc_executor_node.clients.patience import Patience, of_the_heart, of_the_sender
from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.errors import Misconfigured
from noc_executor_node.introduction import shown as introduction_shown
from noc_executor_node.journal import Journal, open_journal
from noc_executor_node.keys import fingerprint, own_key, public_text
from noc_executor_node.sealing_key import own_sealing_key, shown
from noc_executor_node.settings import Settings

log = structlog.get_logger()


def run_agent(settings: Settings, stopping: threading.Event | None = None) -> None:
    """Speak for this executor node until asked to stop, and then until its executors have finished.

    Raises Misconfigured when it is paired with no scheduler.
    """
    journal = open_journal(settings.journal_file)
    pairing = journal.standing.pairing()
    if pairing is None:
        fix = "noc-executor-node pair scheduler --url URL --key TEXT"
        raise Misconfigured(settings.home, "this executor node is paired with no scheduler", fix)
    key = own_key(settings.key_file)
    public = public_text(key)

    sealing = shown(key, own_sealing_key(settings.sealing_key_file))
    introduction = introduction_shown(settings.introduction_file, settings.name, key)
    described = description(settings, public, sealing, introduction)
    urls = settings.schedulers or pairing.urls

    def client_as(key_id: str, patience: Patience) -> SchedulerClient:
        return SchedulerClient(urls, key_id, key, settings.trust, patience)

    asked, gone = stopping or _stop_on_signals(), threading.Event()
    heart_client_as = partial(client_as, patience=of_the_heart(settings.scheduler_timeout))
    streams = Streams()
    heart = Heart(
        settings,
        journal,
        Doorbell(settings),
        heart_client_as,
        described,
        fingerprint(public),
        gone,
        streams,
    )
    beating = threading.Thread(target=heart.run, name="heart", daemon=True)
    beating.start()
    patience = settings.stop_grace + 2 * settings.heartbeat
    staying = threading.Thread(
        target=stay_until_done, args=(journal, asked, gone, patience), name="farewell", daemon=True
    )
    staying.start()
    telling = threading.Thread(
        target=_teller(settings, journal, client_as, asked).run, name="modules", daemon=True
    )
    if settings.tell_modules:
        telling.start()
    log.info("agent.started", schedulers=urls, fingerprint=fingerprint(public))
    sender_client_as = partial(client_as, patience=of_the_sender(settings.scheduler_timeout))
    senders = [
        Sender(journal, sender_client_as, gone, settings.scheduler_timeout, streams, place)
        for place in range(MOST_STREAMS)
    ]
    beside = [threading.Thread(target=one.run, name="sender", daemon=True) for one in senders[1:]]
    for thread in beside:
        thread.start()
    senders[0].run()
    for thread in (*beside, beating):
        thread.join(timeout=settings.heartbeat.total_seconds())
    log.info("agent.stopped")


def _teller(
    settings: Settings,
    journal: Journal,
    client_as: Callable[[str, Patience], SchedulerClient],
    asked: threading.Event,
) -> ModuleTeller:
    patience = of_the_sender(settings.scheduler_timeout)
    return ModuleTeller(settings, journal, lambda key_id: client_as(key_id, patience), asked)


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
