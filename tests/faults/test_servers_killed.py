"""F21, F27: the servers below are killed, restarted and emptied in the middle of a run."""

import random
import time

import pytest

from demo.postgresql import NAME as POSTGRESQL
from demo.redis import NAME as REDIS
from demo.servers import Backing, Servers
from tests.faults import kills
from tests.faults.house import HOSTS, House
from tests.faults.latency import added, handovers
from tests.faults.recovery import Fault

ADDED_S = 2.0
STALL_S = 5.0


def test_f27_an_emptied_broker_costs_nothing_but_a_moment(house: House, chance: random.Random) -> None:
    execution = house.start("round")
    house.wait_for(lambda: house.begun(execution, "one"), "the first step to begin")
    time.sleep(chance.uniform(0, 1))
    fault = Fault("F27 broker killed, restarted empty, emptied again", house.backing)
    if house.servers is not None:
        kill(house.servers, REDIS)
        house.servers.redis.start()
        house.wait_for(lambda: house.begun(execution, "two"), "the second step to begin")
        assert house.servers.redis.ask("FLUSHALL") == "OK"
    else:
        empty_folders(house)
        house.wait_for(lambda: house.begun(execution, "two"), "the second step to begin")
        empty_folders(house)

    assert house.until_over(execution) == "succeeded"
    late = added(handovers(house, execution), fault.since)
    fault.recovered(fault.since + late, "added to the slowest next step")
    assert late <= ADDED_S
    assert len(house.begun(execution, "two")) == len(HOSTS)


# SQLite has no server that could be restarted.
@pytest.mark.parametrize("built", [Backing.FULL], ids=str, indirect=True)
def test_f21_a_restarted_database_loses_nothing(house: House, chance: random.Random) -> None:
    assert house.servers is not None
    execution = house.start("round")
    house.wait_for(lambda: house.begun(execution, "one"), "the first step to begin")
    time.sleep(chance.uniform(0, 1))
    fault = Fault("F21 PostgreSQL killed and restarted", house.backing)
    kill(house.servers, POSTGRESQL)
    house.servers.postgresql.start()

    assert house.until_over(execution) == "succeeded"
    late = added(handovers(house, execution), fault.since)
    fault.recovered(fault.since + late, "added to the slowest next step")
    assert late <= STALL_S
    assert len(house.begun(execution, "two")) == len(HOSTS)


def kill(servers: Servers, name: str) -> None:
    """Without a word to anybody, and with all its processes."""
    head = servers.supervisor.pid(name)
    kills.at_once(lambda: kills.tree_of([head]))
    servers.supervisor.stop(name)


def empty_folders(house: House) -> None:
    """What lies in the folders of the embedded brokers is gone."""
    homes = [house.layers.folder / "scheduler", *(node.home for node in house.nodes)]
    for message in (path for home in homes for path in (home / "broker").glob("*.msg")):
        message.unlink(missing_ok=True)
