"""F33: an executor node's reports reach the scheduler in another order, and more than once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.instants import now_text
from noc_executor_node.journal import Journal, open_journal
from noc_executor_node.keys import own_key
from tests.faults.house import SLOTS, House, Node


class Agent:
    """Speaks for an executor node in place of its agent, with the agent's own client, key and journal."""

    def __init__(self, node: Node) -> None:
        self.journal: Journal = open_journal(node.journal)
        self._key = own_key(node.home / "key.pem")
        self._urls = [wire.url for wire in node.outward]
        own_id, boot = self.journal.standing.own_id(), self.journal.standing.boot()
        assert own_id is not None
        assert boot is not None
        self.own_id, self.boot = own_id, boot.id

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Heartbeats, in a thread of their own."""
        over = threading.Event()

        def beat() -> None:
            client = SchedulerClient(self._urls, self.own_id, self._key)
            while not over.wait(0.2):
                client.heartbeat(self.own_id, self._beat())
            client.close()
            self.journal.database.close()

        thread = threading.Thread(target=beat)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def unsent(self) -> list[dict[str, Any]]:
        """The reports that nobody has been told yet, beginning and end of an attempt apart."""
        told = [report.document for report in self.journal.reports.to_send(100, 2**20)]
        return [each for document in told for each in _apart(document)]

    def say(self, *documents: dict[str, Any]) -> list[str]:
        """Sends these in one batch; what the scheduler says to each."""
        client = SchedulerClient(self._urls, self.own_id, self._key)
        items = client.report(self.boot, documents).items
        client.close()
        return [str(item.get("code") or item["status"]) for item in items]

    def _beat(self) -> dict[str, Any]:
        held = self.journal.holdings.held()
        running = sum(one.state == "running" for one in held)
        return {
            "boot": self.boot,
            "at": now_text(),
            "slots": SLOTS,
            "running": running,
            "queued": len(held) - running,
            "version": "0.1.0",
            "clock_offset_ms": 0,
            "journal": [{"id": one.id, "lease": one.lease, "state": one.state} for one in held],
        }


def _apart(document: dict[str, Any]) -> list[dict[str, Any]]:
    if "began" not in document:
        return [document]
    ended = {name: value for name, value in document.items() if name != "began"}
    place = {"id": document["id"], "lease": document["lease"], "seq": document["seq"] - 1}
    return [{**place, "state": "running", "at": document["began"]}, ended]


def test_f33_a_result_that_overtakes_its_start_waits_for_it_and_nothing_counts_twice(house: House) -> None:
    node = house.nodes[0]
    house.kill(node.processes[1])
    agent = Agent(node)
    with agent.beating():
        house.wait_for(lambda: house.reachable(node.name), "the node to be heard of")
        execution = house.start("long-once", ["host1", "host2"], "0")
        house.wait_for(lambda: len(agent.unsent()) == 2, "a step to begin and to end")
        begun, ended = agent.unsent()

        assert agent.say(ended) == ["report.seq_gap"]
        assert agent.say(ended, begun) == ["report.seq_gap", "applied"]
        assert agent.say(begun, begun) == ["duplicate", "duplicate"]
        assert agent.say({**begun, "at": ended["at"], "lease": 7}) == ["late"]
        assert agent.say(ended, begun, ended) == ["applied", "duplicate", "duplicate"]
        assert agent.say({**ended, "rc": 77}) == ["report.conflict"]
        assert agent.say({**ended, "began": begun["at"]}) == ["report.conflict"]
        assert house.until_over(execution) == "succeeded"
    agent.journal.database.close()
    ends = [event for event in house.operator.events(execution) if event["type"] == "visit.finished"]
    assert sorted(event["data"]["node"] for event in ends) == [
        "begin",
        "begin",
        "done",
        "done",
        "work",
        "work",
    ]
