"""Our executor and the stock `ansible` command agree, case by case, over the same SSH host."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from noc_executor_node.errors import Invalid
from noc_executor_node.executors.interface import Executor
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import ExecutorKind
from tests.executor_node.conformance.comparing import comparable, differences, members
from tests.executor_node.conformance.corpus import HOLDS_FOR, Case, cases
from tests.executor_node.conformance.sides import Fleet, Stock, make_fleet, run_ours, stock_side
from tests.executor_node.conftest import MakeExecutor
from tests.executor_node.private_sshd import PrivateSshd, profiles_yaml

#: The executor that is used by default is held against the corpus always, the other one in the longer proofs.
KINDS = [ExecutorKind.RESIDENT, pytest.param(ExecutorKind.PLAYBOOK, marks=pytest.mark.proof)]
CASES = cases()
BOTH = [case for case in CASES if case.expect]
#: Every third is compared in `make test`, all of them in `make proof`.
HERE = [
    pytest.param(case, marks=() if number % 3 == 0 else (pytest.mark.proof,))
    for number, case in enumerate(BOTH)
]
REFUSED = [case for case in CASES if case.refused]


@pytest.fixture(scope="session")
def fleet(sshd: PrivateSshd, tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    return make_fleet(sshd, tmp_path_factory.mktemp("fleet"))


@pytest.fixture(scope="session")
def stock(fleet: Fleet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    with stock_side(fleet, tmp_path_factory.mktemp("s") / "k") as ready:
        yield ready


@pytest.fixture
def executor(make_executor: MakeExecutor, settings: Settings, fleet: Fleet) -> Executor:
    become = {"become_exe": str(fleet.become_exe), "become_user": fleet.become_user}
    settings.profiles.write_text(profiles_yaml(fleet.server, **become))
    return make_executor(settings)


@pytest.mark.parametrize("make_executor", KINDS, indirect=True)
@pytest.mark.parametrize("case", HERE, ids=lambda case: case.name)
def test_both_sides_agree(case: Case, executor: Executor, stock: Stock, fleet: Fleet, tmp_path: Path) -> None:
    places = {"stock": tmp_path / "stock", "ours": tmp_path / "ours1"}
    for place in places.values():
        case.prepare(place)
    seen = {
        "stock": stock.run(case, places["stock"]),
        "ours": run_ours(executor, fleet, case, places["ours"]),
    }
    assert seen["ours"].outcome.value == case.expect, seen["ours"].message
    told = {side: comparable(members(outcome), places[side], case.apart) for side, outcome in seen.items()}
    assert differences(told["ours"], told["stock"]) == []
    for place in places.values():
        left = {name: _text(place / name) for name in case.after}
        assert left == case.after
    everything = repr(seen["ours"])
    assert [words for words in case.shows if words not in everything] == []
    assert [words for words in case.hides if words in everything] == []


@pytest.mark.parametrize("make_executor", KINDS, indirect=True)
@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_what_a_flowchart_does_itself_is_refused(
    case: Case, executor: Executor, fleet: Fleet, tmp_path: Path
) -> None:
    case.prepare(tmp_path / "ours1")
    try:
        outcome = run_ours(executor, fleet, case, tmp_path / "ours1")
    except Invalid as error:
        assert error.code == case.refused
    else:
        assert (outcome.outcome.value, outcome.message.partition(":")[0]) == ("failed", case.refused)


def test_the_corpus_holds_for_the_ansible_core_that_is_installed() -> None:
    assert version("ansible-core").rpartition(".")[0] in HOLDS_FOR


def test_the_corpus_has_at_least_fifty_cases_and_each_has_its_own_name() -> None:
    assert len(BOTH) >= 50
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(bool(case.expect) != bool(case.refused) for case in CASES)
    assert {"succeeded", "changed", "failed", "unreachable"} == {case.expect for case in BOTH}


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def test_a_result_that_differs_would_be_seen(stock: Stock, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "other"
    case = Case(name="differs", module="ansible.builtin.command", args={"argv": ["echo", "one"]})
    one = stock.run(case, first)
    other = stock.run(replace(case, args={"argv": ["echo", "two"]}), second)
    assert comparable(members(one), first) != comparable(members(other), second)
