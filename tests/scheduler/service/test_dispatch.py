"""Dispatch: who gets an attempt, what is said while nobody can, and messages that go astray."""

from threading import Barrier
from typing import Any

import httpx

from noc_scheduler.store import leases
from noc_scheduler.store.clock import database_now


def reasons(world: Any, execution: str) -> set[str]:
    return {visit["waiting_for"] for visit in world.host(execution, "web1")["path"] if visit["waiting_for"]}


def test_without_any_executor_node_the_reason_says_so(world: Any) -> None:
    execution = world.start()
    world.drain()

    assert reasons(world, execution) == {"no executor node has enrolled"}
    assert world.shown(execution)["waiting_for"] == "no executor node has enrolled"


def test_authorising_an_executor_node_lets_the_queue_go(world: Any) -> None:
    fake = world.enrol("node-1")
    execution = world.start()
    world.drain()
    assert reasons(world, execution) == {"no executor node is authorised: node-1 is pending"}
    assert fake.held == []

    world.authorise("node-1")
    world.drain()
    assert reasons(world, execution) == {"executor node node-1 has not been heard of yet"}

    world.beat()
    world.drain()
    assert reasons(world, execution) == set()
    assert len(fake.held) == 3


def test_a_silent_executor_node_gets_nothing_new(world: Any) -> None:
    fake = world.node()
    world.pass_time(40)
    execution = world.start()
    world.drain()

    assert fake.held == []
    (reason,) = reasons(world, execution)
    assert reason.startswith("executor node node-1 has not been heard of for 4")


def test_no_more_than_the_slots_are_handed_over(world: Any) -> None:
    world.presentation.has("web1", "web2", "web3", "web4", "web5", "web6")
    fake = world.node(slots=4)
    execution = world.start()
    world.drain()

    assert [one["host"]["name"] for one in fake.held] == ["web1", "web2", "web3", "web4"]
    waiting = [host["waiting_for"] for host in (world.host(execution, f"web{n}") for n in (5, 6))]
    assert waiting == ["all 4 slots are taken"] * 2

    assert world.say(fake.on("web2")).status == "applied"
    world.pass_time(1)  # what ends at once is another matter
    assert world.say(fake.on("web2"), outcome="succeeded", rc=0).status == "applied"
    world.drain()
    assert [one["host"]["name"] for one in fake.held][4:] == ["web5"]


def test_the_least_loaded_executor_node_is_taken(world: Any) -> None:
    world.presentation.has(*(f"web{n}" for n in range(6)))
    big, small = world.node("big", slots=8), world.node("small", slots=4)
    world.start()
    world.drain()

    assert (len(big.held), len(small.held)) == (4, 2)


def test_an_executor_node_that_can_not_be_reached_loses_nothing(world: Any) -> None:
    fake = world.node()
    fake.mood = "unreachable"
    execution = world.start()
    world.drain()
    (reason,) = reasons(world, execution)
    assert reason == "executor node node-1: it can't be reached: connection refused"

    fake.mood = "takes"
    world.pass_time(8)
    world.beat()
    world.pass_time(8)
    world.drain()
    assert {one["lease"] for one in fake.held} == {2}
    assert reasons(world, execution) == set()


def test_an_executor_node_that_can_not_be_reached_is_told_in_the_answer_to_its_heartbeat(world: Any) -> None:
    fake = world.node()
    fake.mood = "unreachable"
    execution = world.start()
    world.drain()
    world.pass_time(3)

    answer = world.beat()
    assert {one["host"]["name"] for one in answer.attempts} == {"web1", "web2", "web3"}
    again = world.beat()
    assert {(one["id"], one["lease"]) for one in again.attempts} == {
        (one["id"], one["lease"]) for one in answer.attempts
    }
    held = world.beat(journal=list(answer.attempts))
    assert held.attempts == ()
    assert len(held.renewed) == 3
    for attempt in answer.attempts:
        world.finish(attempt)
    assert world.shown(execution)["status"] == "succeeded"


def test_a_refused_attempt_waits_with_the_reason_and_is_tried_again(world: Any) -> None:
    fake = world.node()
    fake.mood = "refuses"
    execution = world.start()
    world.drain()
    assert reasons(world, execution) == {"the executor node refused it: attempt.module_not_allowed no"}

    fake.mood = "takes"
    world.pass_time(3)
    world.drain()
    assert len(fake.held) == 3
    assert world.host(execution, "web1")["status"] == "running"


def test_an_answer_that_was_lost_is_asked_for_again_under_the_same_lease(world: Any) -> None:
    world.presentation.has("web1")
    fake = world.node()
    fake.mood = "loses answers"
    execution = world.start()
    world.drain()
    assert (fake.offers, len(fake.held)) == (1, 1)

    fake.mood = "takes"
    world.pass_time(3)
    world.drain()
    assert fake.offers == 1
    world.pass_time(13)
    world.drain()
    assert fake.offers == 2
    assert fake.held[0]["lease"] == 1
    world.finish(fake.on("web1"))
    assert world.shown(execution)["status"] == "succeeded"


def test_what_may_have_been_delivered_is_given_to_nobody_else(world: Any) -> None:
    world.presentation.has("web1")
    fake = world.node()
    fake.mood = "loses answers"
    world.start()
    world.drain()
    fake.mood = "unreachable"
    world.pass_time(16)
    other = world.node("node-2")
    for _ in range(3):
        world.pass_time(3)
        world.beat("node-2")
        world.drain()

    assert len(fake.held) == 1
    assert other.held == []
    world.finish(fake.held[0])


def test_what_an_answer_to_a_heartbeat_has_told_is_not_taken_back_by_a_sender_that_failed(world: Any) -> None:
    world.presentation.has("web1")
    fake = world.node()
    fake.mood = "unreachable"
    world.start()
    world.drain()
    world.pass_time(16)
    world.beat()
    second = world.start()
    told: list[Any] = []

    def answer(request: Any) -> Any:
        told.extend(world.beat().attempts)  # while the sender waits for its connection
        raise httpx.ConnectTimeout("timed out")

    fake.answer = answer
    world.drain()
    ((identity, lease),) = {(one["id"], one["lease"]) for one in told if one["execution"] == second}
    fake.answer = type(fake).answer.__get__(fake)
    other = world.node("node-2")
    for _ in range(3):
        world.pass_time(3)
        world.beat("node-2")
        world.drain()

    assert other.held == []
    world.finish({"id": identity, "lease": lease})


def test_an_unreachable_executor_node_leaves_its_attempts_to_the_others_at_once(world: Any) -> None:
    world.presentation.has("web1")
    first, second = world.node(), world.node("node-2")
    first.mood = "unreachable"
    world.start()
    world.drain()

    assert len(second.held) == 1


def waits_at(barrier: Barrier, other: Any, path: str) -> None:
    """Whoever is asked this answers only once all the others have been asked, too."""
    answer = other.answer

    def wait_first(request: httpx.Request) -> Any:
        if request.url.path == path:
            barrier.wait()
        return answer(request)

    other.answer = wait_first


def test_executor_nodes_are_told_to_stop_at_the_same_time(world: Any) -> None:
    world.presentation.has("web1", "web2", "web3", "web4")
    nodes = [world.node("node-1", slots=2), world.node("node-2", slots=2)]
    execution = world.start()
    world.drain()
    assert all(node.held for node in nodes)
    all_asked = Barrier(len(nodes), timeout=20)
    for node in nodes:
        waits_at(all_asked, node, "/v1/attempts/cancel")

    world.cancel(execution, "wrong hosts")

    assert sum(len(node.withdrawn) for node in nodes) == 4


def test_presentation_is_asked_for_the_hosts_of_several_executions_at_the_same_time(world: Any) -> None:
    world.presentation.has("web1")
    world.node()
    waits_at(Barrier(3, timeout=20), world.presentation, "/api/v1/targets")
    executions = [world.start() for _ in range(3)]
    world.drain()

    assert [world.shown(one)["status"] for one in executions] == ["running"] * 3


def test_an_attempt_that_a_dead_sender_had_leased_is_sent_by_another(world: Any, monkeypatch: Any) -> None:
    world.presentation.has("web1")
    fake = world.node()
    world.start()
    with monkeypatch.context() as dying:
        dying.setattr("noc_scheduler.service.attempts.delivery._hand_over", lambda means, parcel: 0)
        world.drain()
    assert fake.held == []

    world.pass_time(3)
    world.drain()
    assert [one["lease"] for one in fake.held] == [1]


def test_nobody_waits_for_an_executor_node_for_ever(world: Any) -> None:
    world.presentation.has("web1")
    execution = world.start()
    world.drain()
    world.pass_time(3_601)
    world.tick()

    check = world.host(execution, "web1")["path"][1]
    assert (check["status"], check["outcome"]) == ("timed_out", "timed_out")
    assert "no executor node took it within 3601 s: no executor node has enrolled" in check["message"]
    with world.means.database.reading() as connection:
        assert leases.wanted(connection, database_now(connection)) == {"\nweb": 1}  # the restart that follows


def test_a_task_without_an_arrow_for_it_dies_of_its_outcome(world: Any) -> None:
    world.presentation.has("web1")
    fake = world.node()
    text = world.procedure.replace("next: {succeeded: done, failed: restart}", "next: done")
    text = text[: text.index("    restart:")] + "    done: {kind: end}\n"
    execution = world.start(text)
    world.drain()
    world.finish(fake.on("web1"), outcome="unreachable", message="no route to host")

    host = world.host(execution, "web1")
    assert (host["status"], host["outcome_word"], host["node"]) == ("failed", "unreachable", "check")
    assert host["reason"]["message"] == "no route to host"
    assert world.shown(execution)["sentence"].endswith("web1 unreachable")
