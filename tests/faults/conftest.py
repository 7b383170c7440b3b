"""One house for each stack, shared by the tests that break things in it; the invariants are checked after each."""

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from demo.fleet import SEPARATION_FOLDER
from demo.servers import Backing
from tests.faults import targets
from tests.faults.house import FAST, House
from tests.faults.invariants import broken
from tests.faults.wire import Mood

HERE = Path(__file__).parent
NETWORKS = {Backing.EMBEDDED: 21, Backing.FULL: 22}
SETTLED_DEADLINE = 60.0
STANDING: list[ExitStack] = []
#: One in `make test`, all in `make proof`.
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.proof) for seed in (1, 2))]


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares a house runs in one worker; `make test` builds only the one on the full stack."""
    for item in items:
        if HERE in item.path.parents and "built" in getattr(item, "fixturenames", ()):
            backing = item.callspec.params["built"]  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.xdist_group(f"faults-{backing}"))
            if backing is not Backing.FULL:
                item.add_marker(pytest.mark.proof)


@contextmanager
def a_house(backing: Backing, network: int, times: Mapping[str, str] = FAST) -> Iterator[House]:
    """A house in a folder of its own; nothing is left of it afterwards."""
    if os.geteuid() == 0:
        SEPARATION_FOLDER.mkdir(mode=0o755, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="noc-faults-"))  # a short path: sockets are in it
    folder.chmod(0o711)  # PostgreSQL's own user must get through
    try:
        with House(folder, backing, network, times) as house:
            yield house
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", params=list(Backing), ids=str)
def built(request: pytest.FixtureRequest) -> Iterator[House]:
    """A house on one of the stacks, built once."""
    with ExitStack() as opened:
        house = opened.enter_context(a_house(request.param, NETWORKS[request.param]))
        STANDING.append(opened)
        yield house


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Houses are torn down when nobody breaks anything in them any more: even idle they slow down every other test."""
    if nextitem is None or HERE not in nextitem.path.parents:
        while STANDING:
            STANDING.pop().close()


@pytest.fixture(params=list(Backing), ids=str)
def slow_house(request: pytest.FixtureRequest) -> Iterator[House]:
    """A house of its own whose times are not shortened."""
    with a_house(request.param, 10 + NETWORKS[request.param], {}) as house:
        yield house
        settle(house)


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed{seed}")
def chance(request: pytest.FixtureRequest) -> random.Random:
    """What decides when and where a fault strikes."""
    return random.Random(request.param)


@pytest.fixture
def house(built: House) -> Iterator[House]:
    """The house, whole at the beginning; healed afterwards, when no invariant may be broken."""
    try:
        yield built
    finally:
        heal(built)
    settle(built)


def heal(house: House) -> None:
    """Every wire forwards, nothing is stopped, everything runs."""
    for wire in house.wires:
        wire.be(Mood.FORWARD)
    for node in house.nodes:
        if set(node.processes) <= set(house.stack.supervisor.names):
            house.freeze(node, signal.SIGCONT)
    house.restart()
    for node in house.nodes:
        house.wait_for(lambda name=node.name: house.reachable(name), f"{node.name} to be heard of")


def settle(house: House) -> None:
    """Waits until every execution is over or waits for a person, and nothing is broken.

    A test that failed may not have told its steps to end.
    """
    for execution in house.moving():
        targets.tell_to_end(house.fleet, execution)
    house.wait_for(lambda: not house.moving(), "every execution to end or to wait", SETTLED_DEADLINE)
    deadline = time.monotonic() + 5
    while (found := broken(house)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert found == []
