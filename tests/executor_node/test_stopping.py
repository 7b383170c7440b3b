"""Executors that are stopped or killed: what runs finishes or is ended whole, what waits begins nowhere twice."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.acceptance import accept
from noc_executor_node.agent.farewell import LAST_WORDS, NOTICE, Left, may_leave
from noc_executor_node.journal import Journal
from noc_executor_node.processes import children, descendants, is_alive, process_id
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import ExecutorKind
from tests.executor_node.attempt_documents import arguments, attempt
from tests.executor_node.executors_at_work import Executors, executors
from tests.executor_node.private_sshd import PrivateSshd, command_line

Eventually = Callable[..., None]
COMMAND = "ansible.builtin.command"


@pytest.fixture(params=list(ExecutorKind))
def one_slot(settings: Settings, profiles: Path, request: pytest.FixtureRequest) -> Settings:
    return replace(settings, slots=1, executor=request.param)


@pytest.fixture
def at_work(one_slot: Settings, journal: Journal, eventually: Eventually) -> Iterator[Executors]:
    with executors(one_slot, journal) as working:
        eventually(working.listen)
        yield working


def sleeping(sshd: PrivateSshd, seconds: int) -> dict[str, Any]:
    place = {"address": sshd.address, "port": sshd.port, "host_keys": [sshd.host_key]}
    return attempt(COMMAND, host=place, arguments=arguments(argv=["sleep", str(seconds)]), timeout_ms=300_000)


def runs_there(sshd: PrivateSshd, seconds: int) -> bool:
    return any(f"sleep {seconds}" in line for line in sshd.sessions())


def begin(working: Executors, sshd: PrivateSshd, seconds: int, eventually: Eventually) -> dict[str, Any]:
    """An attempt that is under way on its host."""
    document = sleeping(sshd, seconds)
    working.give(document)
    eventually(lambda: runs_there(sshd, seconds))
    return document


def test_what_runs_finishes_and_what_waits_does_not_begin(
    at_work: Executors, sshd: PrivateSshd, eventually: Eventually
) -> None:
    running = begin(at_work, sshd, 4, eventually)
    waiting = sleeping(sshd, 5)
    at_work.give(waiting)
    at_work.parent.send_signal(signal.SIGTERM)

    assert at_work.parent.wait(120) == 0
    assert (at_work.state(running), at_work.outcome(running)) == ("finished", "changed")
    assert at_work.state(waiting) == "queued"
    (refused,) = accept(at_work.journal, [sleeping(sshd, 6)], queue_limit=10)
    assert (refused.status, refused.code) == ("refused", "executor_node.stopping")


def test_what_does_not_finish_in_time_is_ended_and_nothing_is_said_about_it(
    one_slot: Settings, journal: Journal, sshd: PrivateSshd, eventually: Eventually
) -> None:
    with executors(one_slot, journal, NOC_EXECUTOR_NODE_STOP_GRACE_MS="300") as working:
        eventually(working.listen)
        running = begin(working, sshd, 521, eventually)
        working.parent.send_signal(signal.SIGTERM)
        working.parent.wait(30)
        eventually(lambda: not runs_there(sshd, 521))
    assert journal.holdings.held() == []
    assert working.state(running) == "abandoned"
    assert [report.document["state"] for report in journal.reports.to_send(10, 10**6)] == ["running"]


def test_an_executor_that_is_killed_takes_its_attempt_with_it_and_another_goes_on(
    at_work: Executors, sshd: PrivateSshd, eventually: Eventually
) -> None:
    (child,) = at_work.children()
    killed = begin(at_work, sshd, 623, eventually)
    below = [found for pid in descendants(at_work.parent.pid) if (found := process_id(pid))]
    at_work.give(sleeping(sshd, 1))
    os.kill(child, signal.SIGKILL)

    eventually(lambda: not runs_there(sshd, 623))
    resident = at_work.settings.executor is ExecutorKind.RESIDENT
    stays = 3 if resident else 0  # what keeps Ansible loaded: keeper, image and multiplexer
    eventually(lambda: sum(map(is_alive, below)) <= stays)
    eventually(lambda: killed["id"] not in {item.id for item in at_work.journal.holdings.held()})
    assert (at_work.state(killed), at_work.outcome(killed)) == ("abandoned", None)
    eventually(lambda: at_work.children() not in ([], [child]))
    after = sleeping(sshd, 2)
    at_work.give(after)
    eventually(lambda: at_work.outcome(after) == "changed")


@pytest.fixture
def residents_at_work(
    settings: Settings, profiles: Path, journal: Journal, eventually: Eventually
) -> Iterator[Executors]:
    with executors(replace(settings, slots=1), journal) as working:
        eventually(working.listen)
        yield working


def test_nothing_is_said_about_an_attempt_whose_hand_was_killed_and_the_same_executor_goes_on(
    residents_at_work: Executors, sshd: PrivateSshd, eventually: Eventually
) -> None:
    working = residents_at_work
    killed = begin(working, sshd, 631, eventually)
    (child,) = working.children()
    for pid in descendants(working.keeper()):
        if not children(pid):
            os.kill(pid, signal.SIGKILL)  # hand and ssh; either alone would do

    eventually(lambda: not runs_there(sshd, 631))
    eventually(lambda: working.state(killed) == "abandoned")
    assert working.outcome(killed) is None
    after = sleeping(sshd, 2)
    working.give(after)
    eventually(lambda: working.outcome(after) == "changed")
    assert working.children() == [child]


def test_executors_without_what_keeps_ansible_loaded_end_so_that_they_are_started_again(
    residents_at_work: Executors, sshd: PrivateSshd
) -> None:
    below = descendants(residents_at_work.keeper())
    os.kill(residents_at_work.keeper(), signal.SIGKILL)
    waiting = sleeping(sshd, 5)
    residents_at_work.give(waiting)
    assert residents_at_work.parent.wait(120) == 0
    assert residents_at_work.state(waiting) == "queued"
    assert [pid for pid in below if command_line(pid)] == []


def test_what_was_given_back_never_begins_under_its_lease(journal: Journal) -> None:
    document = attempt()
    assert [one.status for one in accept(journal, [document], 10)] == ["accepted"]
    assert journal.holdings.give_back() == 1
    assert journal.holdings.give_back() == 0

    assert journal.holdings.held() == []
    assert [(item.id, item.lease) for item in journal.holdings.returned()] == [(document["id"], 1)]
    (again,) = accept(journal, [document], 10)
    assert (again.status, again.code) == ("refused", "attempt.returned")
    journal.holdings.told_returned(journal.holdings.returned())
    assert journal.holdings.returned() == []
    (anew,) = accept(journal, [{**document, "lease": 2}], 10)
    assert anew.status == "accepted"
    assert [item.lease for item in journal.holdings.held()] == [2]


ASKED = timedelta(0)
LONG = timedelta(minutes=2)
LEAVING = [
    (Left(working=True, running=2, unsaid=1), ASKED, ASKED, False),
    (Left(working=True, running=2, unsaid=1), NOTICE, ASKED, True),
    (Left(working=False, running=1, unsaid=0), NOTICE, ASKED, False),
    (Left(working=False, running=0, unsaid=0), ASKED, ASKED, True),
    (Left(working=False, running=0, unsaid=1), NOTICE, NOTICE, False),
    (Left(working=False, running=0, unsaid=1), LONG / 2, LAST_WORDS, True),
    (Left(working=False, running=1, unsaid=1), LONG, ASKED, True),
]


@pytest.mark.parametrize(("left", "since", "quiet", "leaves"), LEAVING)
def test_the_agent_stays_for_what_runs_and_a_while_for_what_is_unsaid(
    left: Left, since: timedelta, quiet: timedelta, leaves: bool
) -> None:
    assert may_leave(left, since, quiet, LONG) is leaves
