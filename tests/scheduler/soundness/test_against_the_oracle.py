"""The checker finds what the token game finds, and nothing else: on random small flowcharts, sound and unsound."""

from random import Random

import pytest
from ruamel.yaml import YAML

from noc_scheduler.flowchart.compiling import compile_document
from noc_scheduler.flowchart.findings import Notebook
from noc_scheduler.flowchart.soundness.rules import examine
from tests.scheduler.soundness.at_random import Nodes, document, flowchart
from tests.scheduler.soundness.oracle import Game

#: The findings that are about branches coming together; others are not the token game's matter.
CODES = frozenset(
    {"join.without_fork", "join.inner_unjoined", "join.deadlock", "join.too_many", "fork.many_joins"}
)
SEEDS_A_BATCH = 125
#: Seeds on which checker and oracle once differed: a fork that is never joined, all of whose branches end the walk.
ONCE_DIFFERENT = (671, 931)


def found(nodes: Nodes) -> set[str]:
    notebook = Notebook()
    examine(compile_document(document(nodes), notebook), notebook)
    return {finding.code for finding in notebook.findings} & CODES


def compare(seed: int) -> tuple[bool, bool]:
    """Whether it was played to its end, and whether it was sound; fails where the two differ.

    Behind a join that no play opens the checker still looks, and the token game never comes: that is no difference.
    """
    nodes = flowchart(Random(seed))
    game = Game(nodes, "begin")
    if not game.play():
        return False, False
    codes = found(nodes)
    if codes and not game.problems and game.never_opened():
        return False, False
    if bool(codes) != bool(game.problems):
        path = f"seed {seed}: the token game found {game.problems or 'nothing'}, the checker {codes or 'nothing'}"
        YAML().dump(document(nodes), sink := _Text())
        pytest.fail(f"{path}\n{sink.text}")
    return True, not codes


class _Text:
    def __init__(self) -> None:
        self.text = ""

    def write(self, piece: bytes | str) -> None:
        self.text += piece if isinstance(piece, str) else piece.decode()


@pytest.mark.parametrize(
    "batch", [pytest.param(batch, marks=[pytest.mark.proof] if batch > 1 else []) for batch in range(8)]
)
def test_a_thousand_flowcharts(batch: int) -> None:
    _compare_batch(range(batch * SEEDS_A_BATCH, (batch + 1) * SEEDS_A_BATCH))


@pytest.mark.proof
@pytest.mark.parametrize("batch", range(80))
def test_ten_thousand_flowcharts(batch: int) -> None:
    _compare_batch(range(100_000 + batch * SEEDS_A_BATCH, 100_000 + (batch + 1) * SEEDS_A_BATCH))


@pytest.mark.parametrize("seed", ONCE_DIFFERENT)
def test_what_once_differed(seed: int) -> None:
    compare(seed)


def _compare_batch(seeds: range) -> None:
    """Sound and unsound ones are both there, and few are too large to be played out."""
    results = [compare(seed) for seed in seeds]
    played = [sound for was_played, sound in results if was_played]
    assert len(played) > 0.8 * len(seeds)
    assert 0.2 < sum(played) / len(played) < 0.9
