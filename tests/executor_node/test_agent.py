"""The agent between journal and scheduler: it enrols, beats, takes what is offered, and loses no report."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from uuid6 import uuid7

from noc_executor_node.acceptance import accept
from noc_executor_node.agent.agent import run_agent
from noc_executor_node.errors import Misconfigured
from noc_executor_node.introduction import keep
from noc_executor_node.journal import Journal
from noc_executor_node.journal.attempts import MOST_PRUNED
from noc_executor_node.journal.claiming import Claimant
from noc_executor_node.journal.holdings import MOST_TRIES
from noc_executor_node.journal.standing import Boot, Pairing
from noc_executor_node.keys import fingerprint
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import ProcessId, process_id
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import attempt
from tests.executor_node.played_scheduler import PlayedScheduler
from tests.executor_node.private_sshd import free_port

Eventually = Callable[..., None]


@pytest.fixture
def boot(journal: Journal) -> Boot:
    """Executors that live: this very process plays them."""
    own = process_id(os.getpid())
    assert own is not None
    boot = Boot(str(uuid7()), own, stopping=False)
    journal.standing.booted(boot)
    return boot


@contextmanager
def agent(settings: Settings, journal: Journal, *urls: str, key: str) -> Iterator[None]:
    """The agent at work, in a thread of this process."""
    journal.standing.pair(Pairing(urls, key))
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


@pytest.fixture
def at_work(
    settings: Settings, journal: Journal, scheduler: PlayedScheduler, boot: Boot, eventually: Eventually
) -> Iterator[PlayedScheduler]:
    """The scheduler that an enrolled, beating agent speaks to."""
    with agent(settings, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: scheduler.beats)
        yield scheduler


def carry_out(journal: Journal, boot: Boot, document: dict[str, Any], outcome: Outcome) -> None:
    accept(journal, [document], queue_limit=10)
    claimed = journal.attempts.claim(Claimant(boot.parent, boot.id))
    assert claimed is not None
    assert journal.attempts.finish(claimed.id, claimed.lease, outcome)


def test_an_executor_node_shows_the_key_it_signs_with(at_work: PlayedScheduler) -> None:
    said = at_work.enrolments[0]
    assert at_work.node_key == said["public_key"]
    assert fingerprint(said["public_key"]).startswith("SHA256:")


def test_an_introduction_is_shown_once_and_then_forgotten(
    settings: Settings, journal: Journal, scheduler: PlayedScheduler, boot: Boot, eventually: Eventually
) -> None:
    identity = "01a1fbba-0000-7000-8000-00000000000b"
    keep(settings.introduction_file, f"noc_intro_{identity}_{'A' * 43}\n")
    with agent(settings, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: scheduler.beats)

    assert scheduler.enrolments[0]["introduction"]["id"] == identity
    assert not settings.introduction_file.exists()


def test_an_introduction_that_does_not_hold_keeps_nobody_from_enrolling(
    settings: Settings, journal: Journal, scheduler: PlayedScheduler, boot: Boot, eventually: Eventually
) -> None:
    keep(settings.introduction_file, f"noc_intro_01a1fbba-0000-7000-8000-00000000000b_{'A' * 43}")
    scheduler.refusals.append((401, "introduction.over"))
    with agent(settings, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: scheduler.beats)

    assert "introduction" not in scheduler.enrolments[0]


def test_an_agent_without_a_scheduler_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(Misconfigured, match="pair scheduler"):
        run_agent(settings, threading.Event())


def test_the_heartbeat_lists_what_waits_and_what_lives(
    at_work: PlayedScheduler, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    waiting, running = attempt(), attempt()
    accept(journal, [running], queue_limit=10)
    journal.attempts.claim(Claimant(boot.parent, boot.id))
    accept(journal, [waiting], queue_limit=10)
    expected = [(running["id"], "running"), (waiting["id"], "queued")]
    eventually(lambda: [(i["id"], i["state"]) for i in at_work.beats[-1]["journal"]] == expected)
    assert at_work.beats[-1]["boot"] == boot.id


def test_a_dead_executor_is_not_vouched_for_and_nothing_is_invented(
    at_work: PlayedScheduler, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    document = attempt()
    accept(journal, [document], queue_limit=10)
    journal.attempts.claim(Claimant(ProcessId(2**22 - 1, 1), boot.id))
    eventually(lambda: (journal.attempts.find(document["id"]) or {})["state"] == "abandoned")
    beats = len(at_work.beats)
    eventually(lambda: len(at_work.beats) > beats + 1)
    assert at_work.beats[-1]["journal"] == []
    assert at_work.finished(document["id"]) is None


def test_what_has_finished_is_vouched_for_until_the_scheduler_has_taken_its_report(
    at_work: PlayedScheduler, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    document, may_answer = attempt(), threading.Event()

    def answer_late(batch: list[dict[str, Any]]) -> None:
        may_answer.wait(20)

    at_work.answer = answer_late
    carry_out(journal, boot, document, Outcome(AttemptOutcome.SUCCEEDED))
    expected = [{"id": document["id"], "lease": 1, "state": "finished"}]
    eventually(lambda: at_work.beats[-1]["journal"] == expected)
    assert at_work.beats[-1]["running"] == 0
    may_answer.set()
    eventually(lambda: at_work.beats[-1]["journal"] == [])


def test_a_report_that_was_put_off_for_too_long_stands_for_nothing(journal: Journal, boot: Boot) -> None:
    document = attempt()
    carry_out(journal, boot, document, Outcome(AttemptOutcome.SUCCEEDED))
    (finished,) = journal.reports.to_send(10, 10**6)
    for _ in range(MOST_TRIES):
        assert [held.id for held in journal.holdings.unsaid(10)] == [document["id"]]
        journal.reports.put_off(finished)
    assert journal.holdings.unsaid(10) == []


def test_what_came_of_an_attempt_is_reported_once_and_in_order(
    at_work: PlayedScheduler, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    document = attempt()
    accept(journal, [document], queue_limit=10)
    claimed = journal.attempts.claim(Claimant(boot.parent, boot.id))
    assert claimed is not None
    eventually(lambda: not journal.reports.waiting())
    done = Outcome(AttemptOutcome.CHANGED, rc=0, stdout="done", changed=True)
    journal.attempts.finish(claimed.id, claimed.lease, done)
    eventually(lambda: at_work.finished(document["id"]))
    reports = at_work.reports[document["id"]]
    assert [(report["seq"], report["state"]) for report in reports] == [(1, "running"), (2, "finished")]
    assert reports[1]["stdout"] == "done"
    assert "began" not in reports[1]
    eventually(lambda: not journal.reports.to_send(10, 10**6))


def test_beginning_and_end_that_are_both_still_to_be_told_are_one_report(
    journal: Journal, boot: Boot
) -> None:
    document, other = attempt(), attempt()
    accept(journal, [document, other], queue_limit=10)
    for _ in (document, other):
        assert journal.attempts.claim(Claimant(boot.parent, boot.id)) is not None
    begun, _ = journal.reports.to_send(10, 10**6)
    journal.attempts.finish(begun.attempt, 1, Outcome(AttemptOutcome.SUCCEEDED, stdout="done"))

    running, joined = journal.reports.to_send(10, 10**6)
    assert (running.document["state"], running.seq) == ("running", 1)
    assert (joined.document["state"], joined.seq, joined.document["stdout"]) == ("finished", 2, "done")
    assert joined.document["began"] == begun.document["at"]
    assert len(journal.reports.to_send(1, 10**6)) == 1
    journal.reports.put_off(joined)
    assert [one.attempt for one in journal.reports.to_send(10, 10**6)] == [running.attempt]
    journal.reports.acknowledge([(joined, "applied")])
    assert journal.reports.waiting() == 1


def test_an_end_whose_beginning_is_known_is_told_alone(journal: Journal, boot: Boot) -> None:
    document = attempt()
    accept(journal, [document], queue_limit=10)
    journal.attempts.claim(Claimant(boot.parent, boot.id))
    (begun,) = journal.reports.to_send(10, 10**6)
    journal.reports.acknowledge([(begun, "applied")])
    journal.attempts.finish(document["id"], 1, Outcome(AttemptOutcome.SUCCEEDED))
    (ended,) = journal.reports.to_send(10, 10**6)
    assert (ended.seq, ended.document.get("began")) == (2, None)


def test_an_output_of_ten_megabytes_is_reported_whole(
    at_work: PlayedScheduler, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    large, small = attempt(), attempt()
    text = "é" * (5 * 2**20)
    carry_out(journal, boot, large, Outcome(AttemptOutcome.SUCCEEDED, stdout=text))
    carry_out(journal, boot, small, Outcome(AttemptOutcome.SUCCEEDED, stdout="ok"))
    eventually(lambda: at_work.finished(large["id"]) and at_work.finished(small["id"]))
    report = at_work.finished(large["id"])
    assert report is not None
    assert report["stdout"] == text


def test_no_report_is_lost_while_the_scheduler_says_no(
    at_work: PlayedScheduler, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    at_work.refusals += [(503, "dependency.unavailable"), (403, "executor_node.not_authorised")]
    document = attempt()
    carry_out(journal, boot, document, Outcome(AttemptOutcome.SUCCEEDED))
    eventually(lambda: at_work.finished(document["id"]))
    assert not at_work.refusals


def test_a_report_that_is_never_taken_strands_no_other(
    at_work: PlayedScheduler, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    refused, fine = attempt(), attempt()
    at_work.judge = lambda report: (
        {"status": "refused", "code": "attempt.unknown"} if report["id"] == refused["id"] else None
    )
    for document in (refused, fine):
        carry_out(journal, boot, document, Outcome(AttemptOutcome.SUCCEEDED))
    eventually(lambda: at_work.finished(fine["id"]))
    eventually(lambda: not journal.reports.to_send(10, 10**6))
    assert at_work.finished(refused["id"]) is None


def test_a_start_that_is_not_listened_to_any_more_forgets_nothing(
    at_work: PlayedScheduler, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    at_work.refusals += [(409, "executor_node.old_boot")] * 2
    one, other = attempt(), attempt()
    for document in (one, other):
        carry_out(journal, boot, document, Outcome(AttemptOutcome.SUCCEEDED))
    eventually(lambda: at_work.finished(one["id"]) and at_work.finished(other["id"]))
    assert not at_work.refusals


def test_while_it_is_pending_nothing_is_reported(
    settings: Settings, journal: Journal, scheduler: PlayedScheduler, boot: Boot, eventually: Eventually
) -> None:
    scheduler.status = "pending"
    document = attempt()
    carry_out(journal, boot, document, Outcome(AttemptOutcome.SUCCEEDED))
    with agent(settings, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: len(scheduler.beats) > 3)
        assert not scheduler.reports
        scheduler.status = "authorised"
        eventually(lambda: scheduler.finished(document["id"]))


def test_an_attempt_offered_in_an_answer_is_taken(
    at_work: PlayedScheduler, journal: Journal, eventually: Eventually
) -> None:
    document = attempt()
    at_work.offers = [document]
    eventually(lambda: journal.attempts.find(document["id"]))


def test_an_attempt_nobody_waits_for_is_ended(
    at_work: PlayedScheduler, journal: Journal, eventually: Eventually
) -> None:
    document = attempt()
    accept(journal, [document], queue_limit=10)
    at_work.withdrawn = [{"id": document["id"], "reason": "the walk was cancelled"}]
    eventually(lambda: at_work.finished(document["id"]))
    report = at_work.finished(document["id"])
    assert report is not None
    assert report["outcome"] == "cancelled"
    assert "the walk was cancelled" in report["message"]


def test_executors_that_stop_give_back_what_waits_until_it_is_heard(
    at_work: PlayedScheduler, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    running, waiting = attempt(), attempt()
    accept(journal, [running], queue_limit=10)
    journal.attempts.claim(Claimant(boot.parent, boot.id))
    accept(journal, [waiting], queue_limit=10)
    journal.standing.booted(replace(boot, stopping=True))

    def told() -> list[str]:
        return [item["id"] for beat in at_work.beats for item in beat.get("returned", ())]

    eventually(lambda: told() == [waiting["id"]])
    beats = len(at_work.beats)
    eventually(lambda: len(at_work.beats) > beats + 2)
    assert told() == [waiting["id"]]
    assert [item["id"] for item in at_work.beats[-1]["journal"]] == [running["id"]]
    assert at_work.beats[-1]["slots"] == 0
    journal.standing.booted(boot)


def test_an_attempt_that_can_not_be_taken_is_given_back(
    at_work: PlayedScheduler, journal: Journal, boot: Boot, eventually: Eventually
) -> None:
    journal.standing.booted(replace(boot, stopping=True))
    offered, nonsense = attempt(), {**attempt(), "module": "no module"}
    at_work.offers = [offered, nonsense, {"id": 7}]

    def told() -> set[tuple[str, str]]:
        return {(item["id"], item["code"]) for beat in at_work.beats for item in beat.get("returned", ())}

    eventually(
        lambda: told() == {(offered["id"], "executor_node.stopping"), (nonsense["id"], "module.name_invalid")}
    )


def test_the_agent_leaves_only_when_its_executors_have_finished_and_all_is_said(
    settings: Settings, journal: Journal, scheduler: PlayedScheduler, boot: Boot, eventually: Eventually
) -> None:
    journal.standing.pair(Pairing((scheduler.url,), scheduler.public_key))
    document = attempt()
    accept(journal, [document], queue_limit=10)
    claimed = journal.attempts.claim(Claimant(boot.parent, boot.id))
    assert claimed is not None
    stopping = threading.Event()
    quick = replace(settings, heartbeat=timedelta(milliseconds=50))
    leaving = threading.Thread(target=run_agent, args=(quick, stopping))
    leaving.start()
    eventually(lambda: scheduler.beats)
    journal.standing.booted(replace(boot, stopping=True))
    stopping.set()
    beats = len(scheduler.beats)
    eventually(lambda: len(scheduler.beats) > beats + 20)
    assert leaving.is_alive()

    journal.attempts.finish(claimed.id, claimed.lease, Outcome(AttemptOutcome.SUCCEEDED))
    leaving.join(30)
    assert not leaving.is_alive()
    assert scheduler.finished(document["id"])


def test_another_scheduler_is_tried_when_one_is_silent(
    settings: Settings, journal: Journal, scheduler: PlayedScheduler, boot: Boot, eventually: Eventually
) -> None:
    silent = f"http://127.0.0.1:{free_port()}"
    with agent(settings, journal, silent, scheduler.url, key=scheduler.public_key):
        eventually(lambda: scheduler.beats)


def test_after_a_start_it_says_again_how_it_is(
    settings: Settings, journal: Journal, scheduler: PlayedScheduler, boot: Boot, eventually: Eventually
) -> None:
    with agent(settings, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: scheduler.beats)
    moved = replace(settings, labels={"site": "lisbon"}, pull=True)
    with agent(moved, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: len(scheduler.enrolments) > 1)
    before, after = scheduler.enrolments
    assert (before["url"], before["labels"]) == (settings.url, {})
    assert (after["url"], after["labels"]) == (None, {"site": "lisbon"})


def test_one_that_may_not_introduce_itself_goes_on_beating(
    settings: Settings, journal: Journal, scheduler: PlayedScheduler, boot: Boot, eventually: Eventually
) -> None:
    with agent(settings, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: scheduler.beats)
    scheduler.refusals.append((409, "executor_node.duplicate"))
    beats = len(scheduler.beats)
    with agent(settings, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: len(scheduler.beats) > beats + 3)
    assert not scheduler.refusals
    assert len(scheduler.enrolments) == 1


def test_a_scheduler_that_forgot_the_executor_node_meets_it_anew(
    at_work: PlayedScheduler, eventually: Eventually
) -> None:
    at_work.knows_the_node = False
    eventually(lambda: len(at_work.enrolments) > 1)


def test_what_ended_long_ago_is_forgotten_in_one_go_however_much_it_is(
    settings: Settings, journal: Journal, scheduler: PlayedScheduler, boot: Boot, eventually: Eventually
) -> None:
    rows = [
        (f"a{number:05}", 1, "finished", "2020-01-01T00:00:00Z", "2020-01-01T00:00:09Z")
        for number in range(2 * MOST_PRUNED + 1)
    ]
    with journal.database.writing() as connection:
        connection.executemany(
            "INSERT INTO attempts (id, lease, state, accepted_at, finished_at) VALUES (?, ?, ?, ?, ?)", rows
        )
    with agent(settings, journal, scheduler.url, key=scheduler.public_key):
        eventually(lambda: journal.attempts.find(rows[-1][0]) is None)
