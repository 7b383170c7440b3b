"""Resident processes that are killed in mid-task: the attempt ends as the rules say, and the next one works."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.documents import read_attempt
from noc_executor_node.errors import HandLost
from noc_executor_node.executors.resident.conversation import Conversation
from noc_executor_node.executors.resident.executor import ResidentExecutor
from noc_executor_node.executors.resident.start import resident_processes
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import children, descendants
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import arguments, attempt
from tests.executor_node.conftest import Eventually
from tests.executor_node.private_sshd import PrivateSshd, command_line, profiles_yaml, start_sshd

COMMAND = "ansible.builtin.command"


@dataclass(frozen=True)
class Residents:
    """Resident processes of one test's own, and one executor that uses them."""

    keeper: int
    settings: Settings
    sshd: PrivateSshd

    def executor(self) -> ResidentExecutor:
        return ResidentExecutor(self.settings, Conversation(self.settings.resident_folder))

    def run(self, executor: ResidentExecutor, *argv: str, **more: Any) -> Outcome:
        place = {
            "address": self.sshd.address,
            "port": self.sshd.port,
            "host_keys": [self.sshd.host_key],
        }
        asked_to_end = more.pop("asked_to_end", lambda: None)
        document = attempt(
            COMMAND, host=place, timeout_ms=120_000, arguments=arguments(argv=list(argv)), **more
        )
        return executor.run(read_attempt(document), asked_to_end)

    def said(self, executor: ResidentExecutor, script: str) -> str:
        outcome = self.run(executor, "sh", "-c", script)
        assert outcome.outcome == AttemptOutcome.CHANGED, outcome.message
        return outcome.stdout

    def image(self) -> int:
        (image,) = children(self.keeper)
        return image

    def multiplexer(self) -> int:
        """The image's child that has the connections below it."""
        (found,) = {pid for pid in children(self.image()) if any(map(_is_ssh, children(pid)))}
        return found

    def hands(self) -> list[int]:
        return [pid for pid in children(self.image()) if pid != self.multiplexer()]

    def connections(self) -> list[int]:
        return [pid for pid in descendants(self.keeper) if _is_ssh(pid)]


def _is_ssh(pid: int) -> bool:
    return command_line(pid).startswith("ssh ")


@pytest.fixture
def own_sshd(tmp_path: Path) -> Iterator[PrivateSshd]:
    """A host on which nobody else does anything."""
    server = start_sshd(tmp_path / "host")
    yield server
    server.stop()


@pytest.fixture
def start(settings: Settings, own_sshd: PrivateSshd) -> Iterator[Callable[..., Residents]]:
    """Starts resident processes with settings of the test's own; nothing of them is left afterwards."""
    settings.profiles.write_text(profiles_yaml(own_sshd, connect_timeout="60"))
    started: list[Any] = []

    def begin(**differences: Any) -> Residents:
        fitting = replace(settings, **differences)
        processes = resident_processes(fitting)
        found = processes.__enter__()
        started.append((processes, found))
        assert found is not None
        return Residents(found.pid, fitting, own_sshd)

    yield begin
    for processes, found in started:
        left = [found.pid, *descendants(found.pid)]
        processes.__exit__(None, None, None)
        assert [pid for pid in left if command_line(pid)] == []


@pytest.fixture
def residents(start: Callable[..., Residents]) -> Residents:
    return start()


def under_way(residents: Residents, executor: ResidentExecutor, seconds: int, eventually: Eventually) -> Any:
    """An attempt that sleeps on the host, as a future, once it does."""
    future: Future[Outcome] = Future()

    def work() -> None:
        try:
            future.set_result(residents.run(executor, "sleep", str(seconds)))
        except HandLost as error:
            future.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    eventually(lambda: sleeps(residents, seconds) or future.done())
    assert not future.done(), future.result()
    return future


def sleeps(residents: Residents, seconds: int) -> bool:
    return any(f"sleep {seconds}" in line for line in residents.sshd.sessions())


def test_a_second_attempt_finds_the_interpreter_warm(residents: Residents) -> None:
    executor = residents.executor()
    assert residents.said(executor, "echo $PPID") == residents.said(executor, "echo $PPID")
    assert len(residents.connections()) == 1


def test_two_attempts_on_one_host_do_not_wait_for_each_other(
    residents: Residents, eventually: Eventually
) -> None:
    one, other = residents.executor(), residents.executor()
    slow = under_way(residents, one, 30, eventually)
    assert residents.said(other, "echo quick") == "quick"
    assert not slow.done()


def test_one_that_runs_out_of_time_does_not_end_its_neighbour(
    residents: Residents, eventually: Eventually
) -> None:
    one, other = residents.executor(), residents.executor()
    neighbour = under_way(residents, one, 929, eventually)
    seen = lambda: "enough" if sleeps(residents, 733) else None  # noqa: E731
    outcome = residents.run(other, "sleep", "733", asked_to_end=seen)
    assert outcome.outcome == AttemptOutcome.CANCELLED
    eventually(lambda: not sleeps(residents, 733))
    assert sleeps(residents, 929)
    assert not neighbour.done()


def test_what_left_its_session_on_the_host_ends_with_the_attempt_too(
    residents: Residents, eventually: Eventually
) -> None:
    script = "setsid sleep 839 & wait"
    seen = lambda: "enough" if sleeps(residents, 839) else None  # noqa: E731
    outcome = residents.run(residents.executor(), "sh", "-c", script, asked_to_end=seen)
    assert outcome.outcome == AttemptOutcome.CANCELLED
    eventually(lambda: "sleep 839" not in [command_line(pid) for pid in descendants(1)])


@pytest.mark.parametrize(
    ("gone", "seconds"),
    [
        (lambda residents: residents.multiplexer(), 941),
        (lambda residents: residents.hands()[0], 967),
        (lambda residents: residents.image(), 971),
    ],
    ids=["its multiplexer", "its hand", "the image"],
)
def test_without_one_of_its_processes_nobody_knows_and_the_next_attempt_works(
    residents: Residents, eventually: Eventually, gone: Callable[[Residents], int], seconds: int
) -> None:
    executor = residents.executor()
    running = under_way(residents, executor, seconds, eventually)
    os.kill(gone(residents), signal.SIGKILL)
    with pytest.raises(HandLost):
        running.result(90)
    eventually(lambda: not sleeps(residents, seconds))
    assert residents.said(executor, "echo again") == "again"


def test_a_multiplexer_that_goes_between_two_attempts_is_not_noticed(
    residents: Residents, eventually: Eventually
) -> None:
    executor = residents.executor()
    residents.said(executor, "echo first")
    multiplexer = residents.multiplexer()
    (hand,) = residents.hands()
    os.kill(multiplexer, signal.SIGKILL)
    eventually(lambda: command_line(hand) == "")
    eventually(lambda: residents.connections() == [])
    assert residents.said(executor, "echo second") == "second"


def test_without_its_ssh_the_host_is_unreachable_and_the_next_attempt_works(
    residents: Residents, eventually: Eventually
) -> None:
    executor = residents.executor()
    running = under_way(residents, executor, 947, eventually)
    (connection,) = residents.connections()
    os.kill(connection, signal.SIGKILL)
    assert running.result(90).outcome == AttemptOutcome.UNREACHABLE
    eventually(lambda: not sleeps(residents, 947))
    assert residents.said(executor, "echo again") == "again"


def test_when_the_host_hangs_up_it_is_unreachable(residents: Residents, eventually: Eventually) -> None:
    executor = residents.executor()
    running = under_way(residents, executor, 953, eventually)
    for pid in children(residents.sshd.process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert running.result(90).outcome == AttemptOutcome.UNREACHABLE
    eventually(lambda: not sleeps(residents, 953))
    assert residents.said(executor, "echo again") == "again"


def test_an_executor_that_goes_takes_its_attempt_with_it(
    residents: Residents, eventually: Eventually
) -> None:
    executor = residents.executor()
    running = under_way(residents, executor, 977, eventually)
    executor.conversation._hand.shutdown(2)  # type: ignore[union-attr] as the kernel does for one that died
    with pytest.raises(HandLost):
        running.result(90)
    eventually(lambda: not sleeps(residents, 977))
    assert residents.said(residents.executor(), "echo again") == "again"


def test_a_worn_hand_is_replaced_unnoticed(start: Callable[..., Residents], eventually: Eventually) -> None:
    residents = start(hand_requests=2)
    executor = residents.executor()
    seen = set()
    for number in range(5):
        assert residents.said(executor, f"echo {number}") == str(number)
        seen |= set(residents.hands())
    assert len(seen) >= 2
    executor.close()
    eventually(lambda: residents.hands() == [])


def test_what_nobody_uses_for_a_while_is_closed(
    start: Callable[..., Residents], eventually: Eventually
) -> None:
    residents = start(warm_idle=timedelta(seconds=1))
    residents.said(residents.executor(), "echo warm")
    assert len(residents.connections()) == 1
    eventually(lambda: residents.connections() == [])
    eventually(lambda: residents.sshd.sessions() == [])


def test_only_so_many_stay_warm(start: Callable[..., Residents], eventually: Eventually) -> None:
    residents = start(warm_targets=2)
    with ThreadPoolExecutor(4) as threads:
        works = [threads.submit(residents.said, residents.executor(), "sleep 1; echo done") for _ in range(4)]
        assert [work.result(60) for work in works] == ["done"] * 4
    eventually(lambda: len(residents.connections()) <= 2)
    assert len(residents.connections()) == 2
