"""The whole demo in one folder: fleet and layers, the inventory imported, the procedures applied."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType

from demo import picture, ports, processes
from demo.claim import Running
from demo.fleet import Fleet
from demo.inventory import read_plans
from demo.layers import PREFERRED_PORTS, ROOT, Layers
from demo.servers import Backing, Servers
from demo.stack import Say, Stack

INVENTORY = ROOT / "inventory" / "demo.yml"
PLAYBOOKS = ROOT / "playbooks"


class Demo:
    """A context manager; on leaving it nothing is left: no process, no port, and not `folder` either."""

    def __init__(
        self,
        folder: Path,
        preferred_ports: tuple[int, int, int],
        say: Say,
        backing: Backing = Backing.EMBEDDED,
    ) -> None:
        self.folder = folder
        self.fleet = Fleet(folder / "fleet", read_plans(INVENTORY))
        self.servers = Servers(folder) if backing is Backing.FULL else None
        extra = self.servers.environment if self.servers else {}
        chosen = ports.free_ports(preferred_ports)
        (stream,) = ports.free_ports((preferred_ports[0] and chosen[0] + 1,))
        self.layers = Layers(folder / "layers", *chosen, extra=extra, stream_port=stream)
        self.stack = Stack(self.layers, self.fleet.user, self.fleet.private_key, say=say)
        self._say = say

    def __enter__(self) -> "Demo":
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def running(self, ready: bool = True) -> Running:
        """What other terminals must know of this demo."""
        address = self.layers.presentation_url if ready else ""
        return Running(os.getpid(), str(self.folder), address, str(self.layers.token_file))

    def walk(self) -> float:
        """Lets `noc` walk restart-web over group web, in sight; answers how many seconds it took."""
        self._say(f"noc run {picture.PROCEDURE} --group {picture.GROUP} --watch")
        began = time.monotonic()
        subprocess.run(
            ["noc", "run", picture.PROCEDURE, "--group", picture.GROUP, "--watch"],
            env={**self.layers.environment, "TERM": os.environ.get("TERM", "dumb")},
            cwd=self.folder,
            check=False,
        )
        return time.monotonic() - began

    def differences(self) -> list[str]:
        """How the newest execution differs from what the demo must show, a line each."""
        operator = self.stack.operator
        newest = operator.newest(picture.PROCEDURE)["id"]
        return picture.differences(operator.host(newest, host["name"]) for host in operator.hosts(newest))

    def traces(self) -> list[str]:
        """What is there of this demo, a line each: processes, ports, the folder."""
        mine = {each.pid: each for each in processes.belonging_to(self.folder)}
        mine |= {each.pid: each for each in processes.tree([os.getpid()]) if each.pid != os.getpid()}
        found = [f"process {processes.describe(each)}" for each in mine.values()]
        found += [f"port {port}" for port in self.layers.ports if ports.answers("127.0.0.1", port)]
        found += [
            f"port {self.fleet.port} of {host.address}"
            for host in self.fleet.hosts
            if self.fleet.port and ports.answers(host.address, self.fleet.port)
        ]
        return found + [f"folder {self.folder}"] * self.folder.exists()

    def stop(self) -> None:
        """Ends everything and removes the folder; raises if a process cannot be ended."""
        self._say("ending every process and removing every file")
        try:
            self.stack.stop()
        finally:
            if self.servers:
                self.servers.stop()
            self.fleet.stop()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        self._say(
            f"bringing up {len(self.fleet.reachable)} SSH hosts on loopback, each with its own key and home"
        )
        self.fleet.start()
        self._say(f"they listen on port {self.fleet.port} of {self.fleet.hosts[0].address} and the following")
        for preferred, port in zip(PREFERRED_PORTS, self.layers.ports, strict=False):
            if port != preferred:
                self._say(f"port {preferred} is taken; using {port} instead")
        if self.servers:
            self._say("starting a private PostgreSQL and a private Redis for them")
            self.servers.start()
        self.stack.set_up()
        self.stack.start()
        self.stack.authorise_node()
        self._say("importing inventory/demo.yml and applying playbooks/")
        self.stack.noc("import", "inventory", str(self.fleet.write_inventory(INVENTORY)))
        self.stack.noc("apply", "-f", str(PLAYBOOKS))


def reset_stories(folder: Path) -> None:
    """Lets the stories of the hosts of the demo in `folder` begin again."""
    Fleet(folder / "fleet", read_plans(INVENTORY)).reset()
