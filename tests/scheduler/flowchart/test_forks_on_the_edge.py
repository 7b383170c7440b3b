"""Forks where one branch decides over the others: ends for all, deaths, joins inside joins, joins side by side."""

from collections.abc import Callable
from typing import Any

from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.happenings import Reported
from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.instructions import Finish, Withdraw

from .conftest import Traveller

Travel = Callable[..., Traveller]


def report(traveller: Traveller, node: str, outcome: str = "succeeded", **result: Any) -> Traveller:
    """The answer of the one open visit of this node."""
    (visit,) = (each for each in traveller.host_run.open_visits.values() if each.node == node)
    return traveller.meet(Reported(visit.number, visit.attempts, Result(outcome=outcome, **result)))


TERMINATING = """
    begin: {kind: start, next: split}
    split: {kind: fork, branches: [left, right]}
    left: {kind: task, module: m, next: {succeeded: stop}}
    stop: {kind: end, terminate: true}
    right: {kind: task, module: m, next: meet}
    meet: {kind: join, next: done}
    done: {kind: end}
    """


def test_an_end_for_all_ends_the_walk_once_though_a_join_misses_its_branch(travel: Travel) -> None:
    traveller = report(travel(TERMINATING).start(), "left")
    assert traveller.instructions == (Withdraw(4, 1), Finish("succeeded", None))
    assert traveller.told(EventType.HOST_RUN_FINISHED) == [
        {"status": "succeeded", "reason": None, "changed": False}
    ]


NESTED = """
    begin: {kind: start, next: outer}
    outer: {kind: fork, branches: [inner, beside]}
    inner: {kind: fork, branches: [one, two]}
    one: {kind: task, module: m, next: met}
    two: {kind: task, module: m, next: met}
    met: {kind: join, next: all_met}
    beside: {kind: task, module: m, next: all_met}
    all_met: {kind: join, next: after}
    after: {kind: task, module: m, next: done}
    done: {kind: end}
    """


def test_the_token_behind_an_inner_join_is_in_the_outer_branch_again(travel: Travel) -> None:
    traveller = report(report(report(travel(NESTED).start(), "one"), "two"), "beside")
    (token,) = traveller.host_run.tokens
    assert (token.node, token.forks, traveller.host_run.forks) == ("after", (), {})
    assert report(traveller, "after").host_run.status == "succeeded"


def test_a_death_that_empties_an_inner_join_ends_the_whole_walk_and_says_why(travel: Travel) -> None:
    traveller = report(travel(NESTED).start(), "one", "unreachable", message="no route to host")
    reason = traveller.host_run.reason
    assert reason is not None
    assert (reason.node, reason.code) == ("met", "join.cannot_fill")
    assert reason.message == (
        "'met' waits for 2 branches of 'inner', which began 2: 0 came and 1 never will: "
        "branch 1 died at 'one': no route to host"
    )
    assert traveller.host_run.tokens == ()


def test_a_join_beside_one_that_has_opened_never_waits_for_ever(travel: Travel) -> None:
    """The check refuses such a flowchart; a rehearsal may walk it."""
    traveller = travel(
        """
        begin: {kind: start, next: split}
        split: {kind: fork, branches: [left, right]}
        left: {kind: task, module: m, next: first}
        right: {kind: task, module: m, next: all_of_them}
        first: {kind: join, wait_for: any, next: done}
        all_of_them: {kind: join, next: done}
        done: {kind: end}
        """
    ).start()
    report(report(traveller, "right"), "left")
    reason = traveller.host_run.reason
    assert reason is not None and (reason.node, reason.code) == ("all_of_them", "join.cannot_fill")
    assert len(traveller.told(EventType.HOST_RUN_FINISHED)) == 1


def test_branches_that_come_to_a_join_in_the_same_moment_arrive_one_by_one(travel: Travel) -> None:
    traveller = travel(
        """
        begin: {kind: start, next: split}
        split: {kind: fork, branches: [meet, meet, meet]}
        meet: {kind: join, wait_for: any, next: done}
        done: {kind: end}
        """
    ).start()
    assert traveller.host_run.status == "succeeded"
    assert traveller.path == ["begin", "split", "meet", "done"]
    assert [each["token"] for each in traveller.told(EventType.TOKEN_ABSORBED)] == [3, 4]


def test_a_branch_is_gone_when_its_last_token_is_absorbed_by_an_inner_join(travel: Travel) -> None:
    """The token behind the inner join has died, forgiven; the one that comes late was all that was left."""
    traveller = travel(
        """
        begin: {kind: start, next: outer}
        outer: {kind: fork, branches: [inner, beside]}
        inner: {kind: fork, branches: [fast, slow]}
        fast: {kind: task, module: m, next: met}
        slow: {kind: task, module: m, next: met}
        met: {kind: join, wait_for: any, next: after}
        after: {kind: task, module: m, next: all_met}
        beside: {kind: task, module: m, next: all_met}
        all_met: {kind: join, next: done}
        done: {kind: end}
        """
    ).start()
    report(report(report(traveller, "beside"), "fast"), "after", "failed")
    assert traveller.host_run.status == "running"
    reason = report(traveller, "slow").host_run.reason
    assert reason is not None and (reason.node, reason.code) == ("all_met", "join.cannot_fill")


def test_a_branch_that_has_arrived_is_not_gone_when_a_late_token_of_it_dies(travel: Travel) -> None:
    traveller = travel(
        """
        begin: {kind: start, next: outer}
        outer: {kind: fork, items: [1, 2, 3], branch: inner, limit: 1}
        inner: {kind: fork, branches: [fast, slow]}
        fast: {kind: task, module: m, next: met}
        slow: {kind: task, module: m, next: met}
        met: {kind: join, wait_for: any, next: one_met}
        one_met: {kind: join, wait_for: any, next: rest}
        rest: {kind: wait, for: 1h, next: done}
        done: {kind: end}
        """
    ).start()
    report(traveller, "fast")
    slow = min(number for number, each in traveller.host_run.open_visits.items() if each.node == "slow")
    traveller.meet(Reported(slow, 1, Result(outcome="failed")))
    outer = next(each for each in traveller.host_run.forks.values() if each.fork == "outer")
    assert (outer.arrived, outer.gone, outer.alive) == ({"one_met": (1,)}, (), 1)
    assert sorted(each.node for each in traveller.host_run.open_visits.values()) == ["fast", "rest", "slow"]


def test_a_branch_is_an_arrow_that_was_taken(travel: Travel) -> None:
    traveller = travel(TERMINATING).start()
    assert [
        (each["from"], each["outcome"], each["to"]) for each in traveller.told(EventType.ARROW_TAKEN)
    ] == [
        ("begin", "succeeded", "split"),
        ("split", "branch_1", "left"),
        ("split", "branch_2", "right"),
    ]


def test_a_death_makes_room_for_a_branch_that_had_to_wait(travel: Travel) -> None:
    traveller = travel(
        """
        begin: {kind: start, next: split}
        split: {kind: fork, items: [a, b, c], as: letter, branch: work, limit: 1}
        work: {kind: task, module: m, args: {letter: "${vars.letter}"}, next: meet}
        meet: {kind: join, wait_for: 2, next: done}
        done: {kind: end}
        """
    ).start()
    letters = []
    for outcome in ("failed", "succeeded", "succeeded"):
        (order,) = traveller.instructions
        letters.append(order.arguments["map"]["letter"]["parts"][0]["data"])
        report(traveller, "work", outcome)
    assert letters == ["a", "b", "c"]
    assert (traveller.host_run.status, traveller.host_run.reason) == ("succeeded", None)


def test_a_join_that_waits_for_more_than_have_begun_ends_the_walk_before_any_of_them_works(
    travel: Travel,
) -> None:
    traveller = travel(
        """
        begin: {kind: start, next: split}
        split: {kind: fork, branches: [left, {when: "host.name == 'web2'", next: right}]}
        left: {kind: task, module: m, next: meet}
        right: {kind: task, module: m, next: meet}
        meet: {kind: join, wait_for: 2, next: done}
        done: {kind: end}
        """
    ).start()
    assert [type(order) for order in traveller.instructions] == [Finish]
    reason = traveller.host_run.reason
    assert reason is not None and (reason.node, reason.code) == ("meet", "join.cannot_fill")
    assert reason.message == (
        "'meet' waits for 2 branches of 'split', which began 1: 0 came and 0 never will"
    )


def test_a_branch_that_ends_well_is_missing_at_the_join_all_the_same(travel: Travel) -> None:
    traveller = travel(
        """
        begin: {kind: start, next: split}
        split: {kind: fork, branches: [left, right]}
        left: {kind: task, module: m, next: {succeeded: enough, failed: meet}}
        enough: {kind: end}
        right: {kind: task, module: m, next: meet}
        meet: {kind: join, next: done}
        done: {kind: end}
        """
    ).start()
    reason = report(traveller, "left").host_run.reason
    assert reason is not None and reason.message.endswith("branch 1 ended at 'enough'")


def test_a_fork_has_at_most_a_thousand_items_and_a_variable_at_most_so_many_characters(
    travel: Travel,
) -> None:
    nodes = """
        begin: {kind: start, next: keep}
        keep: {kind: set, vars: {kept: "${params.text}"}, next: each}
        each: {kind: fork, items: params.items, branch: done}
        done: {kind: end, max_visits: 1000}
        """
    fits = travel(nodes, params={"items": list(range(1000)), "text": "x" * 65_536}).start().host_run
    assert (fits.status, len(fits.ends)) == ("succeeded", 1000)
    many = travel(nodes, params={"items": list(range(1001)), "text": ""}).start().host_run.reason
    assert many is not None and many.code == "fork.too_many_items"
    long = travel(nodes, params={"items": [1], "text": "x" * 65_537}).start().host_run
    assert long.reason is not None and long.reason.code == "set.too_long" and long.vars == {}
