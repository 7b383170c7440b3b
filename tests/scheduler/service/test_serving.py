"""What executor nodes may serve: work goes to those alone that people let serve its host, and waiting says why."""

from typing import Any

import pytest

from noc_scheduler.nodes.assignment import why_not
from noc_scheduler.nodes.selectors import selector_of
from noc_scheduler.service.nodes import draining, executor_nodes
from tests.scheduler.conftest import ANNA
from tests.scheduler.nodes.test_assignment import NOW, PATIENCE, candidate


def serve(world: Any, name: str, groups: list[str] | None = None, labels: Any = None) -> None:
    executor_nodes.set_serves(world.means, str(world.ids[name]), {"groups": groups, "labels": labels}, ANNA)


def reason(world: Any, execution: str, host: str = "web1") -> Any:
    return world.host(execution, host)["waiting_for"]


@pytest.fixture(params=["told", "asking"])
def node(request: pytest.FixtureRequest, world: Any) -> Any:
    """An executor node that is told of work, or one that takes it with its heartbeats."""
    return world.node("node-1", url="" if request.param == "asking" else None)


def given(world: Any) -> set[str]:
    """The hosts that node-1 was given work for, however it hears of it."""
    told = world.nodes["node-1"].held
    return {one["host"]["name"] for one in [*told, *world.beat("node-1").attempts]}


def test_it_is_given_the_hosts_of_the_groups_it_may_serve_and_no_others(world: Any, node: Any) -> None:
    world.presentation.has("web1", "core1", "lone1")
    world.presentation.hosts[1]["groups"] = ["core-routers", "lisbon"]
    world.presentation.hosts[2]["groups"] = []
    serve(world, "node-1", ["lisbon"])
    execution = world.start()
    world.drain()

    assert given(world) == {"core1"}
    assert reason(world, execution) == "no executor node may serve group web"
    assert reason(world, execution, "lone1") == "no executor node may serve a host without a group"


def test_what_waited_goes_once_it_may_be_served(world: Any, node: Any) -> None:
    serve(world, "node-1", [])
    world.start()
    world.drain()
    assert given(world) == set()

    serve(world, "node-1", ["web"])
    world.drain()

    assert given(world) == {"web1", "web2", "web3"}


def test_groups_are_compared_whole(world: Any, node: Any) -> None:
    serve(world, "node-1", ["we", "web-edge", "WEB"])
    world.start()
    world.drain()

    assert given(world) == set()


def test_labels_count_only_where_people_let_it_serve_as_one_that_has_them(world: Any) -> None:
    world.presentation.has("web1")
    world.presentation.says_of("web1", noc_executor_node="site=lisbon")
    fake = world.node("node-1", labels={"site": "lisbon", "zone": "dmz"})
    serve(world, "node-1", labels={"zone": "dmz", "site": "porto"})
    execution = world.start()
    world.drain()

    assert fake.held == []
    waiting = "no executor node has site=lisbon; node-1 may not serve as one that has"
    assert reason(world, execution) == waiting

    serve(world, "node-1", labels={"site": "lisbon"})
    world.drain()
    assert len(fake.held) == 1


def test_several_groups_and_labels_are_named() -> None:
    one = candidate("a", labels={"site": "lisbon"}, groups={"other"})
    asked = selector_of({"noc_executor_node": "site=lisbon"}, ["d", "b", "a", "c"])

    assert (
        str(why_not([one], asked, NOW, PATIENCE))
        == "no executor node with site=lisbon may serve any of the groups a, b, c and others"
    )


def test_one_that_is_not_authorised_yet_is_not_counted_on_for_what_others_may_not_serve() -> None:
    nodes = [candidate("a", groups={"other"}), candidate("b", status="pending")]

    assert (
        str(why_not(nodes, selector_of({}, ["web"]), NOW, PATIENCE)) == "no executor node may serve group web"
    )


def test_stopping_lets_it_finish_and_then_suspends_it(world: Any) -> None:
    world.presentation.has("web1")
    fake = world.node()
    world.start()
    world.drain()
    (held,) = fake.held
    draining.stop(world.means, str(world.ids["node-1"]), ANNA, "new disks")

    assert world.beat(journal=[held]).status == "authorised"
    world.finish(held)
    with pytest.raises(Exception, match="suspended"):
        world.beat()

    (shown,) = executor_nodes.everyone(world.means)
    assert (shown.row.status, shown.row.draining) == ("suspended", None)
    assert world.types().count("executor_node.status_changed") == 2  # let in, and suspended


def test_stopping_is_called_off_by_resuming_and_made_of_draining(world: Any) -> None:
    world.node()
    identity = str(world.ids["node-1"])
    assert draining.drain(world.means, identity, ANNA, "").row.draining["until"] == "resumed"
    assert draining.stop(world.means, identity, ANNA, "").row.draining["until"] == "suspended"
    assert draining.resume(world.means, identity, ANNA, "").row.draining is None

    assert world.beat().status == "authorised"
