"""Several requests with reports at once: each tells of attempts of its own, to a process of its own."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_executor_node.acceptance import accept
from noc_executor_node.agent.streams import MOST, TRIES, WITHIN_S, Share, Streams
from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.journal import Journal
from noc_executor_node.journal.claiming import Claimant
from noc_executor_node.journal.database import Database
from noc_executor_node.journal.standing import Boot
from noc_executor_node.keys import public_text
from noc_executor_node.outcomes import Outcome
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import attempt
from tests.executor_node.played_scheduler import PlayedScheduler
from tests.executor_node.test_agent import agent, boot

__all__ = ["boot"]  # a fixture
AT_ONCE = 0.0


def carry_out(journal: Journal, boot: Boot, documents: list[dict[str, Any]]) -> None:
    """Take these in, begin and end all of them."""
    accept(journal, documents, queue_limit=100)
    while (claimed := journal.attempts.claim(Claimant(boot.parent, boot.id))) is not None:
        journal.attempts.finish(claimed.id, claimed.lease, Outcome(AttemptOutcome.SUCCEEDED))


@pytest.mark.parametrize("said", [None, 0, -1, True, "2", 1.5, 1])
def test_there_is_one_until_a_scheduler_says_that_it_reads_more(said: Any) -> None:
    streams = Streams()
    streams.hear(said)
    assert streams.share(0, AT_ONCE) == Share(0, 1)
    assert streams.share(1, AT_ONCE) is None


def test_there_are_as_many_as_it_says_and_no_more_than_make_sense() -> None:
    streams = Streams()
    streams.hear(2)
    assert [streams.share(place, AT_ONCE) for place in range(3)] == [Share(0, 2), Share(1, 2), None]
    streams.hear(1_000)
    assert streams.share(MOST - 1, AT_ONCE) == Share(MOST - 1, MOST)
    streams.hear(None)  # the scheduler was put back to an older version
    assert streams.share(1, AT_ONCE) is None


def test_a_stream_that_becomes_wanted_begins_at_once() -> None:
    streams, shares = Streams(), []
    waiting = threading.Thread(target=lambda: shares.append(streams.share(1, 30)))
    waiting.start()
    streams.hear(2)
    waiting.join(20)
    assert shares == [Share(1, 2)]


def test_the_later_one_looks_for_a_process_of_its_own_and_makes_do_with_the_same_in_the_end() -> None:
    streams = Streams()
    assert not streams.came_to(0, "a", 0)
    assert streams.came_to(1, "a", 0)
    assert not streams.came_to(0, "a", 1)
    assert not streams.came_to(1, "b", 1)
    assert [streams.came_to(1, "a", 2) for _ in range(TRIES + 1)] == [True] * (TRIES - 1) + [False] * 2
    assert not streams.came_to(1, "b", 3)
    assert not streams.came_to(1, "a", 4), "a proxy that sends each request elsewhere is not asked for ever"
    assert streams.came_to(1, "a", WITHIN_S)


def test_an_older_scheduler_that_names_no_process_is_not_connected_to_again_and_again() -> None:
    streams = Streams()
    assert not any(streams.came_to(place, None, 0) for place in (0, 1, 0, 1))


@pytest.mark.parametrize("of", [1, 2, 3, 4])
def test_every_report_is_in_one_share_and_those_of_an_attempt_in_the_same(
    journal: Journal, boot: Boot, of: int
) -> None:
    documents = [attempt() for _ in range(60)]
    carry_out(journal, boot, documents)

    shares = [{one.attempt for one in journal.reports.to_send(400, 10**6, place, of)} for place in range(of)]
    assert sum(map(len, shares)) == len(documents)
    assert set().union(*shares) == {one["id"] for one in documents}
    assert all(shares)


def test_while_one_request_is_not_answered_the_other_half_is_told_all_the_same(
    settings: Any,
    journal: Journal,
    scheduler: PlayedScheduler,
    boot: Boot,
    eventually: Callable[..., None],
) -> None:
    scheduler.streams = 2
    first = [attempt() for _ in range(20)]
    stuck, told = threading.Event(), threading.Event()
    halves: list[set[str]] = []

    def answer(batch: list[dict[str, Any]]) -> None:
        halves.append({report["id"] for report in batch})
        if len(halves) == 1:
            stuck.set()
            assert told.wait(60)

    scheduler.answer = answer
    with agent(settings, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: len(scheduler.beats) > 2)  # it has heard that two are read at once
        carry_out(journal, boot, first)
        assert stuck.wait(60)
        held = {one["id"] for one in first if _half(one["id"]) == _half(min(halves[0]))}
        others = {one["id"] for one in first} - held
        eventually(lambda: all(map(scheduler.finished, others)))
        assert not any(scheduler.finished(each) for each in halves[0])
        told.set()
        eventually(lambda: all(scheduler.finished(one["id"]) for one in first))
    eventually(lambda: not journal.reports.waiting())


def _half(identity: str) -> int:
    return ord(identity[-1]) % 2


def test_two_streams_that_came_to_one_process_connect_anew(
    settings: Any,
    journal: Journal,
    scheduler: PlayedScheduler,
    boot: Boot,
    eventually: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scheduler.streams, scheduler.process = 2, "a"
    anew: list[str] = []
    really = SchedulerClient.connect_anew

    def connect_anew(client: SchedulerClient) -> None:
        anew.append(threading.current_thread().name)
        really(client)

    monkeypatch.setattr(SchedulerClient, "connect_anew", connect_anew)
    documents = [attempt() for _ in range(60)]
    with agent(settings, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: len(scheduler.beats) > 2)
        for document in documents:
            carry_out(journal, boot, [document])
            eventually(lambda one=document: scheduler.finished(one["id"]))
    assert len(anew) == TRIES


def test_a_stream_whose_journal_fails_for_a_moment_goes_on(
    settings: Any,
    journal: Journal,
    scheduler: PlayedScheduler,
    boot: Boot,
    eventually: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scheduler.streams = 2
    failed: Counter[str] = Counter()
    really = Database.changes

    def changes(database: Database) -> int:
        name = threading.current_thread().name
        failed[name] += 1
        if failed[name] <= 2:
            raise sqlite3.OperationalError("disk I/O error")
        return really(database)

    monkeypatch.setattr(Database, "changes", changes)
    documents = [attempt() for _ in range(20)]
    carry_out(journal, boot, documents)
    hasty = replace(settings, scheduler_timeout=timedelta(milliseconds=200))
    with agent(hasty, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: all(scheduler.finished(one["id"]) for one in documents))
    assert failed["sender"] > 2


def test_a_client_that_can_not_connect_anew_goes_on_with_what_it_has(
    scheduler: PlayedScheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Ed25519PrivateKey.generate()
    scheduler.node_key = public_text(key)
    speaking = SchedulerClient([scheduler.url], scheduler.OWN_ID, key)

    def no_more_files(*_: Any, **__: Any) -> None:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="Too many"):
        patch.setattr(httpx, "Client", no_more_files)
        speaking.connect_anew()
    assert speaking.report("boot-1", []).items == []
    speaking.close()
