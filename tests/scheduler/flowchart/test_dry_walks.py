"""The walk of a dry run: tasks are dispatched in check mode, and whatever has none is taken as done, and says so."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from noc_scheduler.flowchart.instructions import Dispatch, Finish, WaitUntil

from .conftest import Traveller

Dry = Callable[[str], Traveller]


@pytest.fixture
def dry(travel: Callable[..., Traveller]) -> Dry:
    """A host about to walk these nodes in check mode, with differences."""

    def set_out(nodes: str) -> Traveller:
        traveller = travel(nodes)
        names = {**traveller.host_run.execution, "check_mode": True, "diff": True}
        traveller.host_run = replace(traveller.host_run, execution=names)
        return traveller

    return set_out


def between(node: str) -> str:
    """A flowchart of this node, which is called `act`."""
    return f"""
        begin: {{kind: start, next: act}}
        act: {{{node}}}
        done: {{kind: end}}
        bad: {{kind: end, status: failed}}
        """


def test_every_attempt_is_dispatched_in_check_mode_with_differences(dry: Dry) -> None:
    walk = dry(between("kind: task, module: ping, retries: {max: 1}, next: done")).start()
    (first,) = walk.instructions
    (second,) = walk.report("failed").instructions
    assert isinstance(first, Dispatch) and isinstance(second, Dispatch)
    assert [(each.check_mode, each.diff) for each in (first, second)] == [(True, True)] * 2


@pytest.mark.parametrize("rerun", ["once", "probe"])
def test_a_lost_attempt_has_changed_nothing_so_it_is_made_again_whatever_the_author_said(
    dry: Dry, rerun: str
) -> None:
    walk = dry(between(f"kind: task, module: ping, rerun: {rerun}, next: done")).start()
    (again,) = walk.report("lost").instructions
    assert isinstance(again, Dispatch) and again.check_mode
    walk.report("changed", changed=True)
    assert (walk.path, walk.host_run.changed) == (["begin", "act", "done"], True)


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (
            "kind: notify, channel: oncall, message: hello, next: done",
            "check mode: nobody was told through 'oncall'",
        ),
        ("kind: publish, queue: found, value: 1, next: done", "check mode: nothing was put on 'found'"),
        (
            "kind: request, endpoint: tickets, method: POST, path: /new, next: {succeeded: done, failed: bad}",
            "check mode: no POST was sent to 'tickets'",
        ),
        (
            "kind: approval, question: really?, next: {approved: done, refused: bad, expired: bad}",
            "check mode: nobody was asked, taken as approved",
        ),
    ],
)
def test_what_would_reach_somebody_reaches_nobody_and_its_visit_says_so(
    dry: Dry, node: str, said: str
) -> None:
    walk = dry(between(node)).start()
    assert walk.path == ["begin", "act", "done"]
    assert [type(each) for each in walk.instructions] == [Finish]
    (told,) = [each for each in walk.told("visit.finished") if each["node"] == "act"]
    assert told["message"] == said


def test_an_input_gives_the_defaults_of_its_fields(dry: Dry) -> None:
    fields = "{ticket: {type: string, default: none}, reason: {type: string}}"
    walk = dry(
        between(f"kind: input, question: which?, fields: {fields}, next: {{succeeded: done, expired: bad}}")
    ).start()
    assert walk.host_run.steps["act"].result == {"ticket": "none"}
    assert "nobody was asked" in walk.host_run.steps["act"].message


def test_a_message_that_could_not_be_written_fails_as_it_would(dry: Dry) -> None:
    node = "kind: notify, channel: oncall, message: '${vars.nothing}', next: {succeeded: done, failed: bad}"
    assert dry(between(node)).start().path == ["begin", "act", "bad"]


def test_what_only_asks_is_asked_and_waits_are_as_long_as_ever(dry: Dry) -> None:
    get = "kind: request, endpoint: tickets, path: /open, next: {succeeded: done, failed: bad}"
    (asked,) = dry(between(get)).start().instructions
    assert isinstance(asked, Dispatch)
    walk = dry(between("kind: wait, for: 5m, next: done")).start()
    (wait,) = walk.instructions
    assert isinstance(wait, WaitUntil) and (wait.at - walk.now).total_seconds() == 300


def test_the_flowchart_may_ask_whether_it_is_a_dry_run(dry: Dry) -> None:
    nodes = between("kind: decision, branches: [{when: execution.check_mode, next: done}], otherwise: bad")
    assert dry(nodes).start().path[-1] == "done"
