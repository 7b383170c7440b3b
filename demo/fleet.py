"""A fleet of real SSH hosts on loopback addresses, each a private sshd process, all in one folder."""

import getpass
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from types import TracebackType

import psutil

from demo import ports, processes
from demo.inventory import Place, fill, write_flat
from demo.sshd import DemoHost, make_key, sshd_path
from demo.stories import HostPlan, write_story

START_DEADLINE = 15.0  # seconds until every server must accept connections
SEPARATION_FOLDER = Path("/run/sshd")  # where sshd, when root, locks up what speaks to strangers


class FleetFailed(Exception):
    """The fleet could not be started or not be ended; the text says what and why."""


class Fleet:
    """Brings hosts up and down; a context manager.

    `folder` must be empty or absent and its path short; everything of the fleet is in it. Hosts live at
    127.NETWORK.0.1, .2, ...; the ones whose story is "unreachable" have an address and a key but no server.
    """

    def __init__(self, folder: Path, plans: Sequence[HostPlan], network: int = 1) -> None:
        self.folder = folder
        self.hosts = tuple(
            DemoHost(plan, folder / "hosts" / plan.name, f"127.{network}.{number // 250}.{number % 250 + 1}")
            for number, plan in enumerate(plans)
        )
        self.port = 0
        self._servers: dict[str, Popen[bytes]] = {}
        self._made_separation_folder = False

    def __enter__(self) -> "Fleet":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def user(self) -> str:
        return getpass.getuser()

    @property
    def private_key(self) -> Path:
        return self.folder / "operator_key"

    @property
    def known_hosts(self) -> Path:
        return self.folder / "known_hosts"

    @property
    def reachable(self) -> tuple[DemoHost, ...]:
        return tuple(host for host in self.hosts if host.plan.story.reachable)

    def host(self, name: str) -> DemoHost:
        return next(host for host in self.hosts if host.plan.name == name)

    def places(self) -> dict[str, Place]:
        return {host.plan.name: host.place(self.port) for host in self.hosts}

    def start(self) -> None:
        """Prepares all hosts; waits until every server answers and a first session finds its own programs."""
        program = sshd_path()
        if program is None:
            raise FleetFailed("sshd is missing. Run: sudo apt-get install openssh-server")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.geteuid() == 0 and not SEPARATION_FOLDER.exists():
            SEPARATION_FOLDER.mkdir(mode=0o755)
            self._made_separation_folder = True
        make_key(self.private_key)
        interpreter = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
        for host in self.hosts:
            host.prepare(interpreter)
        try:
            self._listen(program)
            if self.reachable:
                self._look_around(self.reachable[0])
        except BaseException:
            self.stop()
            raise

    def authorise(self, public_key: Path) -> None:
        """Lets the owner of one more key in, from now on, on every host."""
        with self.private_key.with_suffix(".pub").open("a") as authorised:
            authorised.write(public_key.read_text())

    def reset(self) -> None:
        """Every host's story begins again."""
        for host in self.hosts:
            write_story(host.plan, host.home)

    def write_inventory(self, template: Path) -> Path:
        """Writes the copy of `template` that says where the hosts are; answers its path."""
        target = self.folder / "inventory.yml"
        fill(template, self.places(), target)
        return target

    def write_flat_inventory(self, group: str) -> Path:
        """Writes an inventory of all hosts in one group; answers its path."""
        target = self.folder / "inventory.yml"
        write_flat(group, self.places(), target)
        return target

    def ssh(self, name: str, command: str) -> subprocess.CompletedProcess[str]:
        """Runs `command` on a host as an executor node would reach it; for looking at what happened there."""
        host = self.host(name)
        options = [
            f"UserKnownHostsFile={self.known_hosts}",
            "GlobalKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=yes",
            "IdentitiesOnly=yes",
            "BatchMode=yes",
            "ConnectTimeout=5",
        ]
        target = f"{self.user}@{host.address}"
        arguments = [word for option in options for word in ("-o", option)]
        return subprocess.run(
            [
                "ssh",
                "-F",
                "/dev/null",
                "-i",
                self.private_key,
                "-p",
                str(self.port),
                *arguments,
                target,
                command,
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    def silence(self, name: str) -> None:
        """Ends one host's server and sessions, as if the host were switched off."""
        server = self._servers.pop(name)
        processes.end(processes.tree([server.pid]), grace=1)
        server.wait()

    def switch_on(self, name: str, new_key: bool = False) -> None:
        """Starts the server of a silenced host, with another host key if so asked; waits until it answers."""
        host = self.host(name)
        if new_key:
            for suffix in ("", ".pub"):
                (host.folder / f"host_key{suffix}").unlink()
            make_key(host.folder / "host_key")
        self._serve(sshd_path() or "sshd", host)
        deadline = time.monotonic() + START_DEADLINE
        while not ports.answers(host.address, self.port):
            if time.monotonic() > deadline:
                raise FleetFailed(f"{name} does not answer again: {self._complaints()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends every server and session; raises FleetFailed if one still runs. Twice is no harm."""
        listeners = [server.pid for server in self._servers.values()]
        sessions = [process for process in processes.tree(listeners) if process.pid not in listeners]
        processes.end(sessions, grace=3)  # while their listener lives to see them off
        left = processes.end([*sessions, *processes.tree(listeners)], grace=3)
        # What a session left running has the host's home in its environment.
        left += processes.end(processes.belonging_to(self.folder / "hosts"), grace=3)
        for server in self._servers.values():
            server.wait()
        self._servers.clear()
        if self._made_separation_folder and not _some_sshd_runs():
            with suppress(OSError):
                SEPARATION_FOLDER.rmdir()
        if left:
            raise FleetFailed("still running: " + "; ".join(processes.describe(process) for process in left))

    def _listen(self, program: str) -> None:
        """Starts the servers; another port is tried when one was taken between the look and the bind."""
        addresses = [host.address for host in self.hosts]
        for _ in range(3):
            self.port = ports.free_port_on_all(addresses)
            self._write_known_hosts()
            for host in self.reachable:
                host.configure(self.port, self.private_key.with_suffix(".pub"))
                self._serve(program, host)
            if self._wait_until_all_answer():
                return
            self.stop()
        raise FleetFailed(f"the SSH servers do not start: {self._complaints()}")

    def _serve(self, program: str, host: DemoHost) -> None:
        command = [program, "-D", "-f", str(host.config), "-E", str(host.log)]
        self._servers[host.plan.name] = processes.start(command, host.log, os.environ, host.folder)

    def _wait_until_all_answer(self) -> bool:
        deadline = time.monotonic() + START_DEADLINE
        silent = list(self.reachable)
        while silent and time.monotonic() < deadline:
            if any(server.poll() is not None for server in self._servers.values()):
                return False
            silent = [host for host in silent if not ports.answers(host.address, self.port)]
            time.sleep(0.02)
        return not silent

    def _complaints(self) -> str:
        texts = {host.log.read_text().strip() for host in self.reachable if host.log.exists()} - {""}
        return "; ".join(sorted(texts)[:3]) or f"no answer within {START_DEADLINE:.0f} s"

    def _look_around(self, host: DemoHost) -> None:
        """Refuses to go on if a session would find the machine's own systemctl, and so its own services."""
        found = self.ssh(host.plan.name, "command -v systemctl; pwd")
        expected = [str(host.home / "bin" / "systemctl"), str(host.home.resolve())]
        if found.stdout.split() != expected:
            complaint = found.stderr.strip() or f"it finds {found.stdout.split()} instead of {expected}"
            raise FleetFailed(f"a session on {host.plan.name} does not begin as it should: {complaint}")

    def _write_known_hosts(self) -> None:
        lines = [f"[{host.address}]:{self.port} {host.public_key()}\n" for host in self.hosts]
        self.known_hosts.write_text("".join(lines))


def _some_sshd_runs() -> bool:
    running = psutil.process_iter(["name", "status"])
    return any(p.info["name"] == "sshd" and p.info["status"] != psutil.STATUS_ZOMBIE for p in running)
