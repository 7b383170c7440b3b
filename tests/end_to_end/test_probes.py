"""Probes and facts through all three layers: what was seen of a host is kept with it, and people decide about keys."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from demo.operator import Operator
from demo.stack import Stack

GATHER = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: gather}
spec:
  nodes:
    begin: {kind: start, next: gather}
    gather: {kind: task, purpose: monitoring, module: ansible.builtin.setup, args: {gather_subset: [min]}, next: done}
    done: {kind: end}
"""


def probed(stack: Stack, *words: str) -> tuple[int, dict[str, Any]]:
    ended = stack.run(("noc", "hosts", "probe", *words, "-o", "json"))
    assert ended.returncode in (0, 1), ended.stderr
    return ended.returncode, {row["name"]: row for row in json.loads(ended.stdout)}


@pytest.mark.timeout(180)
def test_a_probe_tells_who_is_there_and_a_changed_key_waits_for_a_person(
    stack: Stack, operator: Operator
) -> None:
    code, rows = probed(stack, "web1", "web5", "--login")
    assert code == 1
    assert (rows["web1"]["outcome"], rows["web1"]["seen"]) == ("succeeded", "reachable")
    assert "logged in as" in rows["web1"]["words"]
    assert rows["web5"]["outcome"] == "unreachable"

    stack.wait_for(lambda: operator.get("/hosts/web1")["reachability"] is not None, "the probe to be kept")
    web1 = operator.get("/hosts/web1")
    assert web1["reachability"]["executor_node"] == "node-1"
    assert web1["reachability"]["banner"].startswith("SSH-2.0-OpenSSH")

    stranger = operator.get("/hosts/db1")["host_keys"]
    odd = {name: web1[name] for name in ("address", "port", "user")}
    operator.post("/hosts", {"name": "odd", "host_keys": stranger, **odd})
    operator.post("/hosts", {"name": "fresh", **odd})
    code, rows = probed(stack, "odd", "fresh")
    assert (code, rows["odd"]["seen"], rows["fresh"]["seen"]) == (1, "key_changed", "key_unknown")

    def reviews() -> dict[str, Any]:
        return {one["host"]: one for one in operator.every("/host-key-reviews", status="open")}

    stack.wait_for(lambda: {"odd", "fresh"} <= set(reviews()), "people to be asked")
    assert (reviews()["odd"]["known"], operator.get("/hosts/odd")["host_keys"]) == (stranger, stranger)
    assert operator.get("/hosts/fresh")["host_keys"] == []
    operator.post(f"/host-key-reviews/{reviews()['fresh']['id']}/accept", {"reason": "compared by Ana"})
    assert probed(stack, "fresh", "--login")[0] == 0
    for name in ("odd", "fresh"):
        operator.client.delete(f"/hosts/{name}").raise_for_status()


@pytest.mark.timeout(180)
def test_facts_of_a_run_are_shown_with_the_host_and_their_age(
    stack: Stack, operator: Operator, apply: Callable[[str], None]
) -> None:
    apply(GATHER)
    execution = operator.start("gather", hosts=["edge2"])
    assert operator.until_over(execution["id"], 90)["status"] == "succeeded"
    stack.wait_for(lambda: operator.get("/hosts/edge2")["facts"] != {}, "the facts to be kept")
    facts = operator.get("/hosts/edge2")["facts"]
    assert {"distribution", "kernel", "architecture", "hostname", "python"} <= set(facts)
    assert all(fact["at"].endswith("Z") for fact in facts.values())
    assert "env" not in facts
