"""Sealed credentials: asked for at each dispatch, relayed with the attempt, kept nowhere, waited for in words."""

from typing import Any

import pytest
import sqlalchemy as sa

from noc_scheduler.store.tables import metadata


@pytest.fixture
def fake(world: Any) -> Any:
    """An executor node; web1 has a credential, the other hosts have none."""
    world.presentation.gives("web1", "web")
    return world.node()


def waiting_for(world: Any, execution: str, host: str = "web1") -> str | None:
    words: str | None = world.host(execution, host)["waiting_for"]
    return words


def test_a_box_travels_with_the_attempt_of_its_host_alone(world: Any, fake: Any) -> None:
    world.start()
    world.drain()
    documents = {one["host"]["name"]: one for one in fake.held}
    (asked,) = world.presentation.sealed_for
    assert asked["executor_node"] == str(world.ids["node-1"])
    assert (asked["sealing_key"], asked["proof"]) == ("sealing key", "proof")
    (need,) = asked["attempts"]
    attempt = documents["web1"]
    assert need == {"attempt": attempt["id"], "lease": 1, "host": "web1", "credentials": ["web"]}
    assert attempt["sealed"]["box"] == f"box of {attempt['id']}"
    assert [one["version"] for one in attempt["sealed"]["credentials"]] == [1]
    assert "sealed" not in documents["web2"] and "credentials" not in documents["web1"]["host"]


def test_nothing_of_a_box_is_stored(world: Any, fake: Any) -> None:
    world.start()
    world.drain()
    with world.means.database.reading() as connection:
        rows = [connection.execute(sa.select(table)).all() for table in metadata.sorted_tables]
    assert "box of" not in repr(rows)


def test_while_presentation_is_away_the_attempt_waits_and_says_why(world: Any, fake: Any) -> None:
    execution = world.start()
    world.presentation.gives("web1", "web")
    world.presentation.revoked = {"web"}
    world.drain()
    assert waiting_for(world, execution) == "credential.revoked: it was revoked"
    assert {one["host"]["name"] for one in fake.held} == {"web2", "web3"}

    world.presentation.revoked, world.presentation.down = set(), True
    world.pass_time(11)
    world.beat()
    world.drain()
    assert "its credentials can't be asked for" in str(waiting_for(world, execution))
    assert "presentation does not answer" in str(waiting_for(world, execution))

    world.presentation.down = False
    world.pass_time(11)
    world.beat()
    world.drain()
    assert waiting_for(world, execution) is None
    assert {one["host"]["name"] for one in fake.held} == {"web1", "web2", "web3"}


def test_an_executor_node_that_takes_attempts_itself_gets_its_boxes_too(world: Any) -> None:
    world.presentation.gives("web1", "web")
    world.presentation.gives("web2", "gone")
    world.presentation.revoked = {"gone"}
    world.node("inside", url="")
    execution = world.start()
    world.drain()
    answer = world.beat("inside")
    boxes = {one["host"]["name"]: one.get("sealed") for one in answer.attempts}
    assert boxes["web1"]["box"].startswith("box of")
    assert set(boxes) == {"web1", "web3"} and boxes["web3"] is None
    assert waiting_for(world, execution, "web2") == "credential.revoked: it was revoked"


def test_what_was_lost_on_its_way_gets_a_box_of_its_own_again(world: Any) -> None:
    world.presentation.has("web1")
    world.presentation.gives("web1", "web")
    world.node("inside", url="")
    world.start()
    world.drain()
    first = world.beat("inside").attempts
    world.pass_time(3)
    again = world.beat("inside").attempts
    assert [one["sealed"]["box"] for one in again] == [one["sealed"]["box"] for one in first]
    assert len(world.presentation.sealed_for) == 2
