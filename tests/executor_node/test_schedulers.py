"""Several schedulers: the first that answers is spoken to until it fails, then the next, and for ever so."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from uuid6 import uuid7

from noc_executor_node.acceptance import accept
from noc_executor_node.agent.agent import run_agent
from noc_executor_node.api.app import create_app
from noc_executor_node.clients.patience import MOST_PAUSES, Patience, pause_after
from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.errors import Misconfigured, SchedulerSilent
from noc_executor_node.instants import uptime
from noc_executor_node.journal import Journal
from noc_executor_node.journal.claiming import Claimant
from noc_executor_node.journal.standing import Boot, Pairing, Vouched
from noc_executor_node.processes import process_id
from noc_executor_node.settings import Settings, read_settings
from tests.executor_node.attempt_documents import attempt
from tests.executor_node.played_scheduler import PlayedScheduler
from tests.executor_node.private_sshd import free_port
from tests.executor_node.served import serving

Eventually = Callable[..., None]
HASTY = Patience(connect=0.5, pause=0.5, answer=0.5, altogether=5)
BEAT = timedelta(seconds=2)


@pytest.fixture
def boot(journal: Journal) -> Boot:
    """Executors that live: this very process plays them."""
    own = process_id(os.getpid())
    assert own is not None
    boot = Boot(str(uuid7()), own, stopping=False)
    journal.standing.booted(boot)
    return boot


@pytest.fixture
def other() -> Iterator[PlayedScheduler]:
    """A second process of the same scheduler."""
    with PlayedScheduler().listening() as played:
        yield played


@contextmanager
def agent(settings: Settings) -> Iterator[None]:
    stopping = threading.Event()
    quick = replace(settings, heartbeat=timedelta(milliseconds=50))
    thread = threading.Thread(target=run_agent, args=(quick, stopping))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(30)
        assert not thread.is_alive()


@contextmanager
def black_hole() -> Iterator[str]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def client(*urls: str, patience: Patience = HASTY) -> SchedulerClient:
    return SchedulerClient(urls, "node", Ed25519PrivateKey.generate(), patience=patience)


def test_the_list_in_the_settings_is_used_in_its_order_and_stated(
    settings: Settings,
    journal: Journal,
    scheduler: PlayedScheduler,
    other: PlayedScheduler,
    boot: Boot,
    eventually: Eventually,
) -> None:
    other.node_key = None
    journal.standing.pair(Pairing(("http://127.0.0.1:1",), scheduler.public_key))
    silent = f"http://127.0.0.1:{free_port()}"
    listed = replace(settings, schedulers=(silent, scheduler.url, other.url))
    api = httpx.Client(transport=httpx.WSGITransport(create_app(settings, journal, Doorbell(settings))))

    def speaking() -> Any:
        return api.get("http://node.test/healthz").json()["speaking"]

    assert speaking() is None
    with agent(listed):
        eventually(lambda: len(scheduler.beats) > 5)
        assert other.beats == []
        eventually(lambda: speaking()["scheduler"] == scheduler.url)
        assert speaking()["standing"] == "authorised"
        scheduler.status = "suspended"
        eventually(lambda: speaking()["standing"] == "suspended")
    api.close()


def test_when_the_one_spoken_to_fails_the_next_is_and_stays(
    settings: Settings, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    first, second = PlayedScheduler(), PlayedScheduler()
    with second.listening(), ExitStack() as life_of_the_first:
        life_of_the_first.enter_context(first.listening())
        port = int(first.url.rpartition(":")[2])
        journal.standing.pair(Pairing((first.url, second.url), first.public_key))
        with agent(settings):
            eventually(lambda: first.beats)
            second.node_key = first.node_key
            life_of_the_first.close()
            eventually(lambda: second.beats)
            with first.listening(port):
                heard, listening = len(first.beats), len(second.beats)
                eventually(lambda: len(second.beats) > listening + 10)
            assert len(first.beats) == heard


def test_one_that_never_answers_costs_its_time_and_no_more(scheduler: PlayedScheduler) -> None:
    with black_hole() as silent:
        speaking = client(silent, silent, scheduler.url)
        for _ in range(2):
            with pytest.raises(Exception, match="401"):
                speaking.heartbeat(scheduler.OWN_ID, {})
        assert speaking.url == scheduler.url
        speaking.close()


def test_an_answer_that_drips_is_given_up_as_a_whole() -> None:
    with serving() as served:
        speaking = client(f"http://{served.authority}/slow")
        with pytest.raises(SchedulerSilent, match="took too long"):
            speaking.heartbeat("node", {})
        speaking.close()


def test_a_round_that_takes_too_long_goes_on_where_it_stopped() -> None:
    with black_hole() as one, black_hole() as two, black_hole() as three:
        speaking = client(one, two, three, patience=replace(HASTY, connect=0.2, pause=0.2, altogether=0.35))
        seen = []
        for _ in range(3):
            with pytest.raises(SchedulerSilent):
                speaking.heartbeat("node", {})
            seen.append(speaking.url)
        assert seen == [two, three, one]
        speaking.close()


def test_pauses_grow_to_a_limit_and_differ() -> None:
    assert pause_after(0, BEAT) == BEAT
    assert [pause_after(failures, BEAT, share=1) for failures in (1, 2, 3, 99)] == [
        BEAT,
        2 * BEAT,
        MOST_PAUSES * BEAT,
        MOST_PAUSES * BEAT,
    ]
    assert pause_after(1, BEAT, share=0) == BEAT / 2
    slow = timedelta(seconds=30)
    assert pause_after(5, slow, share=1) == MOST_PAUSES * slow
    assert len({pause_after(3, BEAT) for _ in range(20)}) > 1


@pytest.mark.parametrize("text", ["ftp://a", "scheduler:8100", "http://", "http://a,b", "http://a:99999"])
def test_a_list_that_is_none_is_refused_at_the_start(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOC_EXECUTOR_NODE_SCHEDULERS", text)
    with pytest.raises(Misconfigured, match="SCHEDULERS"):
        read_settings()


def test_a_list_is_read_with_commas_and_one_is_a_list_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOC_EXECUTOR_NODE_SCHEDULERS", "https://a:8100/ , http://b:8100,")
    assert read_settings().schedulers == ("https://a:8100", "http://b:8100")
    monkeypatch.setenv("NOC_EXECUTOR_NODE_SCHEDULERS", "http://a:8100")
    assert read_settings().schedulers == ("http://a:8100",)
    monkeypatch.delenv("NOC_EXECUTOR_NODE_SCHEDULERS")
    assert read_settings().schedulers == ()


def test_what_waits_begins_only_while_a_scheduler_counts_on_it(journal: Journal, boot: Boot) -> None:
    accept(journal, [attempt(), attempt()], queue_limit=10)
    journal.standing.vouched(Vouched(boot.id, uptime() - timedelta(seconds=1)))
    assert journal.attempts.claim(Claimant(boot.parent, boot.id)) is None
    journal.standing.vouched(Vouched("another start", uptime() + timedelta(seconds=60)))
    assert journal.attempts.claim(Claimant(boot.parent, boot.id)) is None
    assert len(journal.holdings.held()) == 2

    journal.standing.vouched(Vouched(boot.id, uptime() + timedelta(seconds=60)))
    assert journal.attempts.claim(Claimant(boot.parent, boot.id)) is not None


def test_each_answer_to_a_heartbeat_gives_one_lease_more(
    settings: Settings, journal: Journal, scheduler: PlayedScheduler, boot: Boot, eventually: Eventually
) -> None:
    journal.standing.pair(Pairing((scheduler.url,), scheduler.public_key))
    journal.standing.vouched(Vouched(boot.id, timedelta(0)))
    accept(journal, [attempt(), attempt()], queue_limit=10)
    assert journal.attempts.claim(Claimant(boot.parent, boot.id)) is None
    scheduler.lease_ms = 60_000
    with agent(settings):
        eventually(lambda: len(scheduler.beats) > 2)
        assert journal.attempts.claim(Claimant(boot.parent, boot.id)) is not None
    scheduler.lease_ms = 1
    with agent(settings):
        beats = len(scheduler.beats)
        eventually(lambda: len(scheduler.beats) > beats + 2)
    assert journal.attempts.claim(Claimant(boot.parent, boot.id)) is None
