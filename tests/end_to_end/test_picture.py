"""The demo's walk: every host on its own path, the unreachable one shown as such, a sentence for it all."""

import json

import pytest

from demo import picture
from demo.fleet import Fleet
from demo.operator import Operator
from demo.stack import Stack

WALK_DEADLINE = 240.0


@pytest.mark.timeout(600)
def test_six_hosts_take_their_own_paths(stack: Stack, operator: Operator, fleet: Fleet) -> None:
    fleet.reset()
    walked = stack.run(["noc", "run", "restart-web", "--group", "web", "--watch"], timeout=WALK_DEADLINE)
    assert walked.returncode == 1, walked.stdout + walked.stderr

    execution = operator.newest("restart-web")
    assert execution["status"] == "failed"
    walks = [operator.host(execution["id"], host["name"]) for host in operator.hosts(execution["id"])]
    assert picture.differences(walks) == []
    assert len({tuple(visit["node"] for visit in walk["path"]) for walk in walks}) >= 4

    sentence = execution["sentence"]
    assert sentence.startswith("4 of 6 hosts ok in "), sentence
    assert "web5 unreachable" in sentence
    assert "web4" in sentence
    assert sentence in " ".join(walked.stdout.split())


def test_the_matrix_shows_every_host_at_every_step(stack: Stack, operator: Operator, fleet: Fleet) -> None:
    fleet.reset()
    execution = operator.start("restart-web", hosts=["web1", "web2", "web5"])["id"]
    assert operator.until_over(execution, WALK_DEADLINE)["status"] == "failed"
    matrix = operator.get(f"/executions/{execution}/matrix")
    cells = {host["name"]: host["cells"] for host in matrix["hosts"]}
    assert cells["web1"].keys() == {"begin", "check", "done"}
    assert cells["web2"]["restart"]["changed"] is True
    assert cells["web2"]["again"]["visits"] == 2
    assert cells["web5"]["check"]["outcome"] == "unreachable"
    arrows = {(arrow["from"], arrow["to"]): arrow["count"] for arrow in matrix["arrows"]}
    assert arrows["begin", "check"] == 3
    assert arrows["check", "no_answer"] == 1


def test_where_every_host_succeeds_noc_ends_with_0(stack: Stack) -> None:
    greeted = stack.run(["noc", "run", "hello", "--host", "edge2", "--watch"], timeout=WALK_DEADLINE)
    assert greeted.returncode == 0, greeted.stdout + greeted.stderr
    assert "1 of 1 host" in " ".join(greeted.stdout.split())


def test_what_cannot_be_asked_ends_with_2(stack: Stack) -> None:
    for words in ("run no-such-procedure --group web", "run hello --group nobody", "run hello", "run"):
        assert stack.run(["noc", *words.split()]).returncode == 2


def test_the_walk_of_one_host_says_why(stack: Stack, operator: Operator, fleet: Fleet) -> None:
    fleet.reset()
    execution = operator.start("restart-web", hosts=["web2"])["id"]
    assert operator.until_over(execution, WALK_DEADLINE)["status"] == "succeeded"
    decided = next(visit for visit in operator.visits(execution) if visit["node"] == "starting")
    assert "inactive" in json.dumps(decided["why"])


def test_a_loop_over_file_systems_tells_about_those_that_fill_up(stack: Stack, operator: Operator) -> None:
    execution = operator.start("disk-check", groups=["db"], params={"minimum": 1000})["id"]
    assert operator.until_over(execution, WALK_DEADLINE)["status"] == "succeeded"
    looked, told = ("each", "free", "enough"), ("each", "free", "enough", "tell")
    assert operator.paths(execution) == {
        "db1": ("begin", *looked, *told, *told, "each", "done"),
        "db2": ("begin", *looked * 3, "each", "done"),
    }
