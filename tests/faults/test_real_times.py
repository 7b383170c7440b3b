"""F10 once more with times that are not a tenth of anything."""

import random

import pytest

from tests.faults.house import House
from tests.faults.recovery import Fault
from tests.faults.struck import a_person_ends_it, runs_elsewhere_or_is_parked, under_way


@pytest.mark.proof
@pytest.mark.parametrize("seed", [0, 1])
def test_f10_with_leases_of_12_s_work_runs_elsewhere_within_15_s(slow_house: House, seed: int) -> None:
    struck = under_way(slow_house, random.Random(seed))
    fault = Fault("F10 with leases of 12 s and no time shortened", slow_house.backing)
    slow_house.kill(*struck.node.processes)

    runs_elsewhere_or_is_parked(slow_house, struck, fault)
    a_person_ends_it(slow_house, struck)
    slow_house.restart()
