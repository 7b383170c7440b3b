"""A real SSH server of the tests' own: its own address, host key, authorised key and home folder."""

import getpass
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from noc_executor_node.processes import PROC, descendants

CONFIG = """\
ListenAddress {address}:{port}
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/user_key.pub
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 200
MaxSessions 200
PrintMotd no
LogLevel ERROR
SetEnv HOME={home} PATH=/usr/bin:/bin
"""


@dataclass
class PrivateSshd:
    """Where the server is, and what a node needs to know to log in."""

    folder: Path
    address: str
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def user_key(self) -> Path:
        return self.folder / "user_key"

    @property
    def host_key(self) -> str:
        return public_key(self.folder / "host_key")

    @property
    def user(self) -> str:
        return getpass.getuser()

    def sessions(self) -> list[str]:
        """The command lines of everything that runs on the host's side now."""
        return [line for pid in descendants(self.process.pid) if (line := command_line(pid))]

    def stop(self) -> None:
        for pid in descendants(self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.terminate()
        self.process.wait(10)


def start_sshd(folder: Path) -> PrivateSshd:
    """Start a server and wait until it answers."""
    sshd = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    assert sshd is not None, "the tests need openssh-server"
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd refuses to start as root without it
    (folder / "home").mkdir(parents=True)
    make_key(folder / "host_key")
    make_key(folder / "user_key")
    address = f"127.{random.randint(1, 254)}.{random.randint(1, 254)}.{random.randint(2, 254)}"
    port = free_port(address)
    config = folder / "sshd_config"
    config.write_text(CONFIG.format(address=address, port=port, folder=folder, home=folder / "home"))
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen([sshd, "-D", "-e", "-f", config], stdin=subprocess.DEVNULL, stderr=log)
    server = PrivateSshd(folder, address, port, process)
    deadline = time.monotonic() + 60
    while not _answers(address, port):
        assert process.poll() is None, (folder / "sshd.log").read_text()
        assert time.monotonic() < deadline, "sshd does not answer"
        time.sleep(0.02)
    return server


def make_key(path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)


def public_key(private: Path) -> str:
    return " ".join(private.with_name(f"{private.name}.pub").read_text().split()[:2])


def free_port(address: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def command_line(pid: int) -> str:
    try:
        return (
            (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        )
    except OSError:
        return ""


def profiles_yaml(server: PrivateSshd, **more: str) -> str:
    """A file of connection profiles for this server; its hosts' Python is the tests' own."""
    fields = {
        "user": server.user,
        "private_key_file": str(server.user_key),
        "python_interpreter": sys.executable,
        "connect_timeout": "5",
        **more,
    }
    return "default:\n" + "".join(f"  {name}: {value}\n" for name, value in fields.items())


def _answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False
