"""The stage for the screens: the whole product on PostgreSQL and Redis, with an executor node that follows a script."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from demo import ports
from demo.inventory import Place, write_flat
from demo.layers import ROOT, Layers
from demo.servers import Servers
from demo.stack import Stack

GROUP = "stage"
EXECUTORS = "executors"
#: So many attempts are under way at any moment.
SLOTS = 200


def node_id(place: int, nodes: int) -> str:
    """The name of a node by its place; the first begins, the last ends."""
    return "begin" if place == 0 else "done" if place == nodes - 1 else f"step{place:02}"


def flowchart(name: str, nodes: int) -> str:
    """A procedure of so many steps, one after the other, with a turn at every tenth."""
    steps: dict[str, Any] = {}
    for place in range(nodes):
        after = node_id(place + 1, nodes)
        if place == 0:
            steps["begin"] = {"kind": "start", "next": after}
        elif place == nodes - 1:
            steps["done"] = {"kind": "end"}
        else:
            later = node_id(min(place + 3, nodes - 1), nodes)
            way: Any = {"succeeded": after, "failed": later} if place % 10 == 5 else {"any": after}
            steps[node_id(place, nodes)] = {"kind": "task", "module": "ansible.builtin.ping", "next": way}
    document = {
        "apiVersion": "noc/v1",
        "kind": "Procedure",
        "metadata": {"name": name, "title": name},
        "spec": {"nodes": steps},
    }
    return json.dumps(document)  # which is YAML, too


@contextmanager
def stage(folder: Path, hosts: int, rate: float, first: int) -> Iterator[Stack]:
    """Everything runs, `hosts` hosts are known in group `stage`; `rate` attempts a second end, the `first` at once.

    The hosts' addresses are of a network that is nobody's; nothing is sent to them.
    """
    folder.chmod(0o711)  # PostgreSQL's own user must get through to its part of it
    with Servers(folder / "servers") as servers:
        room = {"NOC_EXECUTOR_NODE_SLOTS": str(SLOTS), "NOC_EXECUTOR_NODE_EXECUTOR": "playbook"}
        layers = Layers(folder / "layers", *ports.free_ports((0, 0, 0)), extra=room | servers.environment)
        with Stack(layers, "nobody", Path("/dev/null")) as stack:
            stack.supervisor.stop(EXECUTORS)
            command = (sys.executable, "-m", "benchmarks.scripted_executors", str(rate), str(first))
            stack.supervisor.start(EXECUTORS, command, layers.environment | {"PYTHONPATH": str(ROOT)})
            stack.authorise_node()
            places = {
                f"host{number:05}": Place(f"198.18.{number // 250}.{number % 250 + 1}", 22, ())
                for number in range(hosts)
            }
            write_flat(GROUP, places, folder / "inventory.yml")
            stack.noc("import", "inventory", str(folder / "inventory.yml"))
            yield stack
