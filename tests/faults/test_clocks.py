"""F31: clocks of schedulers and executor nodes that are an hour ahead or behind."""

import random

from tests.faults.clocks import wrong_by
from tests.faults.house import House
from tests.faults.recovery import Fault, instant
from tests.faults.struck import a_person_ends_it, runs_elsewhere_or_is_parked, under_way

HOUR_S = 3600


def test_f31_only_the_clock_of_the_database_counts(house: House, chance: random.Random) -> None:
    """With SQLite the database's clock is the machine's, which all schedulers share: there only nodes are wrong."""
    node, sign = house.nodes[1], chance.choice((-1, 1))
    wrong = {name: wrong_by(house.folder, sign * HOUR_S) for name in node.processes}
    if house.servers is not None:
        wrong |= {name: wrong_by(house.folder, -sign * HOUR_S) for name in ("scheduler-2", "worker-2")}
    house.kill(*wrong)
    house.restart(*wrong, extra=wrong)
    house.wait_for(lambda: house.reachable(node.name), "the node to be heard of")

    struck = under_way(house, chance)
    events = house.operator.events(struck.repeatable) + house.operator.events(struck.once)
    off = {
        event["data"]["executor_node"]: round(
            (instant(event["data"]["said_at"]) - instant(event["at"])) / HOUR_S
        )
        for event in events
        if event["type"] == "attempt.started"
    }
    assert off == {house.nodes[0].name: 0, node.name: sign}
    assert "attempt.lost" not in {event["type"] for event in events}

    fault = Fault("F31 clocks an hour wrong, then F10", house.backing)
    house.kill(*struck.node.processes)
    runs_elsewhere_or_is_parked(house, struck, fault)
    a_person_ends_it(house, struck)
    house.kill(*(name for name in wrong if name in house.stack.supervisor.names))
