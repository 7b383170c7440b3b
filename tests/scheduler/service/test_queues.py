"""Publishing: messages on a queue, stored once, in order, or not at all."""

import pytest

from noc_scheduler.service.triggers import queues
from tests.scheduler.conftest import World

PUBLISH = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: publish, title: Publish}
spec:
  parameters: {disks: {type: array, default: [/, /var]}}
  nodes:
    begin: {kind: start, next: tell}
    tell: {kind: publish, queue: disks, value: VALUE, each: EACH, next: {succeeded: done, failed: bad}}
    done: {kind: end}
    bad: {kind: end, status: failed}
"""


def run(world: World, value: str, each: str = "false") -> str:
    world.presentation.has("web1")
    execution = world.start(PUBLISH.replace("VALUE", value).replace("EACH", each))
    world.drain()
    return execution


def test_a_value_is_one_message(world: World) -> None:
    run(world, '{host: "${host.name}", disks: "${params.disks}"}')
    (message,) = queues.messages(world.means, "disks", 0, 10)
    assert message["body"] == {"host": "web1", "disks": ["/", "/var"]}
    assert (message["host"], message["procedure"], message["item"]) == ("web1", "publish", 1)


def test_each_item_is_a_message_of_its_own_in_order(world: World) -> None:
    run(world, '"${params.disks}"', "true")
    assert [one["body"] for one in queues.messages(world.means, "disks", 0, 10)] == ["/", "/var"]
    assert [one["messages"] for one in queues.listed(world.means, "", 10)] == [2]


def test_no_items_are_no_messages_and_no_failure(world: World) -> None:
    execution = run(world, "[]", "true")
    assert world.shown(execution)["status"] == "succeeded"
    assert queues.messages(world.means, "disks", 0, 10) == []


@pytest.mark.parametrize("value", ['"${host.name}"', "{a: 1}", "null"])
def test_what_is_no_list_has_no_items_to_publish(world: World, value: str) -> None:
    execution = run(world, value, "true")
    assert world.path(execution, "web1") == ["begin", "tell", "bad"]
    assert queues.listed(world.means, "", 10) == []
