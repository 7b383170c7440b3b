"""An executor node in a temporary folder, a real SSH server to aim at, and a played scheduler."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from noc_executor_node.executors.interface import Executor
from noc_executor_node.executors.playbook import PlaybookExecutor
from noc_executor_node.executors.resident.conversation import Conversation
from noc_executor_node.executors.resident.executor import ResidentExecutor
from noc_executor_node.executors.resident.start import resident_processes
from noc_executor_node.journal import Journal, open_journal
from noc_executor_node.settings import Settings, make_home
from noc_executor_node.vocabulary import ExecutorKind
from tests.executor_node.played_scheduler import PlayedScheduler
from tests.executor_node.private_sshd import PrivateSshd, profiles_yaml, start_sshd

Eventually = Callable[..., None]
MakeExecutor = Callable[[Settings], Executor]


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateSshd]:
    """One server for all tests of this process."""
    server = start_sshd(tmp_path_factory.mktemp("sshd") / "host")
    yield server
    server.stop()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A fresh executor node that may aim at loopback addresses."""
    fresh = Settings(
        home=tmp_path / "node", profiles=tmp_path / "profiles.yml", allow_loopback_targets=True, slots=2
    )
    make_home(fresh)
    return fresh


@pytest.fixture
def profiles(settings: Settings, sshd: PrivateSshd) -> Path:
    """Connection profiles that fit the server of all tests."""
    settings.profiles.write_text(profiles_yaml(sshd))
    return settings.profiles


@pytest.fixture(scope="session")
def residents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of resident processes that all tests of this process share."""
    shared = Settings(home=tmp_path_factory.mktemp("residents") / "node")
    make_home(shared)
    with resident_processes(shared):
        yield shared.resident_folder


@pytest.fixture(params=list(ExecutorKind))
def make_executor(request: pytest.FixtureRequest) -> Iterator[MakeExecutor]:
    """Makes executors of modules; a test that uses it is run with each kind."""
    made: list[ResidentExecutor] = []

    def make(settings: Settings) -> Executor:
        if request.param is ExecutorKind.PLAYBOOK:
            return PlaybookExecutor(settings)
        made.append(ResidentExecutor(settings, Conversation(request.getfixturevalue("residents"))))
        return made[-1]

    yield make
    for executor in made:
        executor.close()


@pytest.fixture
def journal(settings: Settings) -> Iterator[Journal]:
    opened = open_journal(settings.journal_file)
    yield opened
    opened.database.close()


@pytest.fixture
def scheduler() -> Iterator[PlayedScheduler]:
    with PlayedScheduler().listening() as played:
        yield played


@pytest.fixture
def eventually() -> Eventually:
    """Waits until something is true, looking again and again; fails when that takes too long."""

    def wait(condition: Callable[[], object], within: float = 120, every: float = 0.02) -> None:
        deadline = time.monotonic() + within
        while not condition():
            assert time.monotonic() < deadline, f"not true within {within} s"
            time.sleep(every)

    return wait
