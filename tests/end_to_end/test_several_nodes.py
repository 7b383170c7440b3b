"""Two executor nodes as real processes: one that is told, one behind a wall; labels, an orderly end, sudden death."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from demo import ports, processes
from demo.fleet import Fleet
from demo.layers import Layers, commands
from demo.stack import Stack
from demo.stories import HostPlan

LINGER = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: linger}
spec:
  parameters:
    seconds: {type: string, default: "0"}
  nodes:
    begin: {kind: start, next: sleep}
    sleep:
      kind: task
      purpose: monitoring
      module: ansible.builtin.command
      args: {argv: [sleep, "${params.seconds}"]}
      timeout: 120s
      next: done
    done: {kind: end}
"""
#: `far` may only be worked on from its own site.
FAR = "all: {hosts: {far: {noc_executor_node: {site: lisbon}}}}\n"
QUICK = {
    "NOC_SCHEDULER_LEASE_MS": "9000",
    "NOC_SCHEDULER_HEARTBEAT_TIMEOUT_MS": "3000",
    "NOC_EXECUTOR_NODE_HEARTBEAT_MS": "500",
}


INSIDE = ("inside-agent", "inside-executors")
PATIENCE = 90.0


@dataclass(frozen=True)
class Site:
    """The layers, and a second executor node without an API, which nobody can reach."""

    stack: Stack
    environment: dict[str, str]

    def start_inside(self) -> None:
        for name in INSIDE:
            command = commands()[name.removeprefix("inside-")]
            self.stack.supervisor.start(name, command, self.environment)

    def stop_inside(self) -> None:
        """As whoever runs it would, who has patience."""
        heads = [self.stack.supervisor.pid(name) for name in INSIDE]
        for pid in heads:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while processes.tree(heads):
            assert time.monotonic() < deadline, "the second executor node does not end"
            time.sleep(0.1)
        self.stack.supervisor.stop(*INSIDE)

    def kill_inside(self) -> None:
        """As a power cut would: all of it, without a word."""
        heads = [self.stack.supervisor.pid(name) for name in INSIDE]
        for process in reversed(processes.tree(heads)):
            process.send_signal(signal.SIGKILL)
        self.stack.supervisor.stop(*INSIDE)

    def command(self, *words: str) -> str:
        ended = subprocess.run(
            words,
            env=self.environment,
            cwd=self.stack.layers.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return ended.stdout

    def node(self, name: str) -> dict[str, Any]:
        return self.stack.operator.node(name) or {}

    def sleeping(self, execution: str, host: str) -> dict[str, Any]:
        """The visit of the task on this host; empty before there is one."""
        visits = self.stack.operator.visits(execution, node="sleep")
        return next((visit for visit in visits if visit["host"] == host), {})

    def linger(self, seconds: int, *hosts: str) -> str:
        """An execution whose task sleeps so long on these hosts."""
        params = {"seconds": str(seconds)}
        return str(self.stack.operator.start("linger", hosts=hosts, params=params)["id"])

    def runs(self, execution: str, host: str, executor_node: str) -> bool:
        visit = self.sleeping(execution, host)
        return (visit.get("status"), visit.get("executor_node")) == ("running", executor_node)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    layers = Layers(tmp_path_factory.mktemp("several"), *ports.free_ports((0, 0, 0)), extra=QUICK)
    (nobody,) = ports.free_ports((0,))
    with (
        Fleet(tmp_path_factory.mktemp("two"), [HostPlan("near"), HostPlan("far")], network=9) as fleet,
        Stack(layers, fleet.user, fleet.private_key) as stack,
    ):
        environment = {
            **layers.environment,
            "NOC_EXECUTOR_NODE_HOME": str(layers.folder / "inside"),
            "NOC_EXECUTOR_NODE_NAME": "lis-1",
            "NOC_EXECUTOR_NODE_LABELS": "site=lisbon",
            "NOC_EXECUTOR_NODE_PULL": "yes",
            "NOC_EXECUTOR_NODE_SCHEDULERS": f"http://127.0.0.1:{nobody},{layers.scheduler_url}",
        }
        site = Site(stack, environment)
        site.command("noc-executor-node", "setup")
        key = stack.command("noc-scheduler", "key").strip()
        site.command("noc-executor-node", "pair", "scheduler", "--url", "http://127.0.0.1:1", "--key", key)
        site.start_inside()
        stack.authorise_node()
        stack.wait_for(lambda: site.node("lis-1"), "the second executor node to enrol")
        shown = site.command("noc-executor-node", "fingerprint").strip()
        stack.noc("executor-nodes", "authorise", "lis-1", "--fingerprint", shown)
        stack.wait_for(lambda: site.node("lis-1")["reachable"], "the second executor node to be heard of")
        stack.noc("import", "inventory", str(fleet.write_flat_inventory("all-hosts")))
        for name, text in (("far.yml", FAR), ("linger.yml", LINGER)):
            (layers.folder / name).write_text(text)
        stack.noc("import", "inventory", str(layers.folder / "far.yml"))
        stack.noc("apply", "-f", str(layers.folder / "linger.yml"))
        yield site
    assert processes.belonging_to(layers.folder) == []


pytestmark = [pytest.mark.proof, pytest.mark.xdist_group("several_nodes")]


@pytest.mark.timeout(300)
def test_each_host_is_worked_on_from_where_it_says(site: Site) -> None:
    execution = site.linger(0, "near", "far")
    assert site.stack.operator.until_over(execution, seconds=90)["status"] == "succeeded"

    assert site.sleeping(execution, "far")["executor_node"] == "lis-1"
    inside = site.node("lis-1")
    assert (inside["url"], inside["labels"], inside["problem"]) == (None, {"site": "lisbon"}, None)


@pytest.mark.timeout(300)
def test_one_that_is_drained_finishes_and_the_other_takes_over(site: Site) -> None:
    first = site.linger(6, "near")
    site.stack.wait_for(lambda: site.runs(first, "near", "node-1"), "the first task to run")
    said = site.stack.noc("executor-nodes", "drain", "node-1", "--reason", "new disks")
    assert said == "executor node node-1 is draining; it holds 1 attempts\n"
    second = site.linger(0, "near")

    assert site.stack.operator.until_over(second, seconds=90)["status"] == "succeeded"
    assert site.sleeping(second, "near")["executor_node"] == "lis-1"
    assert site.stack.operator.until_over(first, seconds=90)["status"] == "succeeded"
    assert site.sleeping(first, "near")["attempts"] == 1
    site.stack.noc("executor-nodes", "resume", "node-1")
    assert site.node("node-1")["draining"] is None


@pytest.mark.timeout(300)
def test_what_runs_when_it_is_stopped_is_finished_and_reported(site: Site) -> None:
    execution = site.linger(4, "far")
    site.stack.wait_for(lambda: site.runs(execution, "far", "lis-1"), "the task to run")
    site.stop_inside()

    assert site.stack.operator.execution(execution)["status"] == "succeeded"
    assert site.sleeping(execution, "far")["attempts"] == 1
    waiting = site.linger(0, "far")
    site.stack.wait_for(
        lambda: "lis-1 (site=lisbon)" in str(site.sleeping(waiting, "far").get("waiting_for")),
        "the reason to name the executor node",
    )
    before = site.node("lis-1")["boot"]
    site.start_inside()
    assert site.stack.operator.until_over(waiting, seconds=90)["status"] == "succeeded"
    assert site.node("lis-1")["boot"] != before


@pytest.mark.timeout(300)
def test_what_ran_where_all_power_was_cut_is_made_again_elsewhere(site: Site) -> None:
    site.stack.noc("executor-nodes", "drain", "node-1")
    execution = site.linger(3, "near")
    site.stack.wait_for(lambda: site.runs(execution, "near", "lis-1"), "the task to run")
    site.kill_inside()
    site.stack.noc("executor-nodes", "resume", "node-1")

    assert site.stack.operator.until_over(execution, seconds=90)["status"] == "succeeded"
    visit = site.sleeping(execution, "near")
    assert (visit["attempts"], visit["executor_node"]) == (2, "node-1")
    types = [event["type"] for event in site.stack.operator.events(execution)]
    assert types.count("attempt.lost") == 1
    site.start_inside()
