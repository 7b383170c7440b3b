"""Hosts that ask for labels: worked on from where they say, and in nobody's way while they wait."""

from typing import Any

LISBON, PORTO = {"site": "lisbon"}, {"site": "porto", "zone": "dmz"}


def names(fake: Any) -> list[str]:
    return sorted(one["host"]["name"] for one in fake.held)


def reason(world: Any, execution: str, host: str) -> str:
    return str(world.host(execution, host)["waiting_for"])


def test_each_host_is_worked_on_by_an_executor_node_that_fits(world: Any) -> None:
    world.presentation.says_of("web1", noc_executor_node="site=lisbon")
    world.presentation.says_of("web2", noc_executor_node={"zone": "dmz", "site": "porto"})
    lisbon, porto = world.node("lis-1", labels=LISBON), world.node("prt-1", labels=PORTO)
    execution = world.start()
    world.drain()

    assert "web1" in names(lisbon)
    assert "web2" in names(porto)
    assert len(lisbon.held) + len(porto.held) == 3
    for name in ("lis-1", "prt-1"):
        for attempt in world.nodes[name].held:
            world.finish(attempt, by=name)
    assert world.shown(execution)["status"] == "succeeded"


def test_what_nobody_may_take_says_why_and_blocks_nobody(world: Any) -> None:
    world.presentation.has(*(f"faro{number}" for number in range(250)), "web1")
    for number in range(250):
        world.presentation.says_of(f"faro{number}", noc_executor_node={"site": "faro"})
    fake = world.node("lis-1", labels=LISBON)
    execution = world.start()
    world.drain()

    assert names(fake) == ["web1"]
    assert reason(world, execution, "faro7") == "no executor node has site=faro"


def test_a_full_site_waits_for_itself_alone(world: Any) -> None:
    for name in ("web1", "web2"):
        world.presentation.says_of(name, noc_executor_node="site=lisbon")
    lisbon, porto = world.node("lis-1", slots=1, labels=LISBON), world.node("prt-1", labels=PORTO)
    execution = world.start()
    world.beat("lis-1", slots=1)
    world.drain()

    assert names(lisbon) == ["web1"]
    assert names(porto) == ["web3"]
    assert reason(world, execution, "web2") == "the only slot with site=lisbon is taken"
    world.finish(lisbon.on("web1"), by="lis-1")
    assert "web2" in names(lisbon)


def test_a_silent_site_is_named_with_what_was_asked(world: Any) -> None:
    world.presentation.says_of("web1", noc_executor_node="site=lisbon")
    world.node("lis-1", labels=LISBON)
    world.pass_time(12)
    fake = world.node("prt-1", labels=PORTO)
    execution = world.start()
    world.drain()

    words = "executor node lis-1 (site=lisbon) has not been heard of for 12 s"
    assert reason(world, execution, "web1") == words
    assert names(fake) == ["web2", "web3"]
    world.beat("lis-1")
    world.drain()
    assert names(world.nodes["lis-1"]) == ["web1"]


def test_a_selector_that_can_not_be_read_keeps_only_its_host_waiting(world: Any) -> None:
    world.presentation.says_of("web1", noc_executor_node=["site", "lisbon"])
    fake = world.node()
    execution = world.start()
    world.drain()

    assert names(fake) == ["web2", "web3"]
    assert reason(world, execution, "web1").startswith("the host's noc_executor_node can't be read: ['site'")


def test_the_answer_to_a_heartbeat_offers_only_what_fits(world: Any) -> None:
    world.presentation.says_of("web1", noc_executor_node="site=lisbon")
    fake = world.node("prt-1", labels=PORTO)
    fake.mood = "unreachable"
    world.start()
    world.drain()
    world.pass_time(3)

    answer = world.beat("prt-1")
    assert sorted(one["host"]["name"] for one in answer.attempts) == ["web2", "web3"]
