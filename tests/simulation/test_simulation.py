"""Thousands of simulated steps in which anything goes wrong at any point, and no invariant is ever broken."""

import pytest

from tests.simulation.environment import simulate
from tests.simulation.faults import ALL, NONE, ONLY_CRASHES, Faults

#: `make test` takes 4 parts of at least so many steps, `make proof` 25 parts of 20 seeds and as many steps.
STEPS = 5_000
MORE_STEPS = 8_000


def some_steps(first_seed: int, steps: int, seeds: int = 1, faults: Faults = ALL) -> int:
    """Runs of one seed after the other until there are enough; how many steps they took."""
    taken, seed = 0, first_seed
    while taken < steps or seed < first_seed + seeds:
        story = simulate(seed, faults)
        assert not story.violations, str(story)
        taken, seed = taken + story.steps, seed + 1
    return taken


def test_the_same_seed_tells_the_same_story() -> None:
    first, again, other = simulate(7), simulate(7), simulate(8)
    assert first == again
    assert len(first.log) > 50
    assert other.log != first.log


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_lost_or_done_twice_whatever_goes_wrong(part: int) -> None:
    assert some_steps(1_000 * part, STEPS) >= STEPS


def test_without_faults_everything_is_soon_over() -> None:
    story = simulate(1, NONE)
    assert not story.violations, str(story)
    assert story.seconds < 600


def test_processes_that_die_cost_no_attempt() -> None:
    assert some_steps(0, 2_000, faults=ONLY_CRASHES) >= 2_000


@pytest.mark.proof
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(25))
def test_five_hundred_seeds_break_nothing(part: int) -> None:
    assert some_steps(10_000 + 1_000 * part, MORE_STEPS, seeds=20) >= MORE_STEPS


@pytest.mark.proof
@pytest.mark.parametrize("part", range(4))
def test_fifty_seeds_of_dying_processes_cost_no_attempt(part: int) -> None:
    some_steps(50_000 + 1_000 * part, 0, seeds=15, faults=ONLY_CRASHES)
