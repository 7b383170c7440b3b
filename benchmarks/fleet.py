"""An SSH fleet for measuring: hosts on loopback addresses, a plain /bin/sh behind each, sixteen to a server."""

import getpass
import os
import subprocess
import time
from pathlib import Path
from subprocess import Popen

from demo import ports, processes
from demo.fleet import SEPARATION_FOLDER, FleetFailed
from demo.inventory import Place, write_flat
from demo.sshd import make_key, sftp_server, sshd_path

NETWORK = 40
GROUP = "bench"
ADDRESSES_OF_A_SERVER = 16  # sshd listens on no more
START_DEADLINE = 30.0  # seconds

#: No session starts with somebody's start files: each finds a user database that names /bin/sh and an empty home.
_PRIVATE_USERS = ("unshare", "--mount", "--propagation", "private", "sh", "-c")
_WITH_USERS = 'mount --bind "$0" /etc/passwd && exec "$@"'
_CONFIG = """\
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/key.pub
AllowUsers {user}
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
StrictModes no
MaxStartups 2000
MaxSessions 1000
PrintMotd no
PermitUserRC no
X11Forwarding no
LogLevel ERROR
Subsystem sftp {sftp_server}
"""


class BenchFleet:
    """Brings `count` hosts up and down; they share one host key and one home. Everything of it is in `folder`."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.names = tuple(f"b{number:04}" for number in range(count))
        self.port = 0
        self._addresses = [f"127.{NETWORK}.{number // 250}.{number % 250 + 1}" for number in range(count)]
        self._servers: list[Popen[bytes]] = []

    @property
    def user(self) -> str:
        return getpass.getuser()

    @property
    def private_key(self) -> Path:
        return self.folder / "key"

    @property
    def known_hosts(self) -> Path:
        return self.folder / "known_hosts"

    @property
    def heads(self) -> list[int]:
        """The servers' processes: what hosts spend is spent below them."""
        return [server.pid for server in self._servers]

    def start(self, listening: bool = True) -> None:
        """Makes the keys, starts the servers unless they are not to be listening, and waits until all answer."""
        self.folder.mkdir(mode=0o711)
        make_key(self.private_key)
        make_key(self.folder / "host_key")
        (self.folder / "home").mkdir()
        self.port = ports.free_port_on_all(self._addresses)
        self._write_known_hosts()
        if not listening:
            return
        program = sshd_path()
        if program is None:
            raise FleetFailed("sshd is missing. Run: sudo apt-get install openssh-server")
        if os.geteuid() == 0:
            SEPARATION_FOLDER.mkdir(mode=0o755, exist_ok=True)
        users = self._users()
        for first in range(0, len(self._addresses), ADDRESSES_OF_A_SERVER):
            self._serve(program, users, self._addresses[first : first + ADDRESSES_OF_A_SERVER])
        self._wait()

    def hang_up(self) -> None:
        """Ends every session, as a network would that forgot all connections: whoever comes next comes cold."""
        heads = set(self.heads)
        processes.end([each for each in processes.tree(heads) if each.pid not in heads], grace=3)

    def stop(self) -> None:
        """Ends every server and session; twice is no harm."""
        if self._servers:
            self.hang_up()
        processes.end(processes.tree(self.heads), grace=3)
        for server in self._servers:
            server.wait()
        self._servers.clear()

    def places(self, count: int) -> dict[str, Place]:
        """Where the first so many hosts are."""
        key = self._host_key()
        return {
            name: Place(address, self.port, (key,))
            for name, address in list(zip(self.names, self._addresses, strict=True))[:count]
        }

    def write_inventory(self, target: Path, count: int) -> Path:
        """An inventory of the first so many hosts, all in group `bench`, which Ansible and `noc` can read."""
        write_flat(GROUP, self.places(count), target)
        return target

    def _users(self) -> Path:
        lines = []
        for line in Path("/etc/passwd").read_text().splitlines():
            fields = line.split(":")
            if fields[0] == self.user:
                fields[5:] = [str(self.folder / "home"), "/bin/sh"]
            lines.append(":".join(fields) + "\n")
        users = self.folder / "passwd"
        users.write_text("".join(lines))
        return users

    def _serve(self, program: str, users: Path, addresses: list[str]) -> None:
        name = f"sshd{len(self._servers)}"
        config, log = self.folder / f"{name}.conf", self.folder / f"{name}.log"
        listen = "".join(f"ListenAddress {address}:{self.port}\n" for address in addresses)
        config.write_text(
            listen + _CONFIG.format(folder=self.folder, user=self.user, sftp_server=sftp_server())
        )
        command = [program, "-D", "-f", str(config), "-E", str(log)]
        if _may_have_private_users():
            command = [*_PRIVATE_USERS, _WITH_USERS, str(users), *command]
        self._servers.append(processes.start(command, log, os.environ, self.folder))

    def _wait(self) -> None:
        deadline = time.monotonic() + START_DEADLINE
        silent = list(self._addresses)
        while silent := [address for address in silent if not ports.answers(address, self.port)]:
            if time.monotonic() > deadline or any(server.poll() is not None for server in self._servers):
                said = {log.read_text().strip() for log in self.folder.glob("*.log")} - {""}
                raise FleetFailed(f"the SSH servers do not start: {'; '.join(sorted(said)[:3])}")
            time.sleep(0.02)

    def _host_key(self) -> str:
        return " ".join((self.folder / "host_key.pub").read_text().split()[:2])

    def _write_known_hosts(self) -> None:
        key = self._host_key()
        self.known_hosts.write_text("".join(f"[{each}]:{self.port} {key}\n" for each in self._addresses))


def _may_have_private_users() -> bool:
    """Only root may; others measure with their own login shell."""
    if os.geteuid() != 0:
        return False
    tried = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return tried.returncode == 0
