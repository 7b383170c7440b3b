"""One demo host: a private SSH server with its own address, host key, home folder and programs."""

import getpass
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from demo.inventory import Place
from demo.stories import HostPlan, write_story

PROGRAMS = Path(__file__).parent / "host"
SFTP_SERVERS = (
    "/usr/lib/openssh/sftp-server",
    "/usr/libexec/openssh/sftp-server",
    "/usr/libexec/sftp-server",
)

_CONFIG = """\
ListenAddress {address}:{port}
HostKey {folder}/host_key
PidFile {folder}/sshd.pid
AuthorizedKeysFile {authorised}
AllowUsers {user}
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
# The folders above the authorised key may belong to anybody; the key is ours and the address is loopback.
StrictModes no
MaxStartups 200
MaxSessions 200
PrintMotd no
AllowTcpForwarding no
AllowAgentForwarding no
X11Forwarding no
LogLevel ERROR
Subsystem sftp {sftp_server}
SetEnv HOME={home} PATH={home}/bin:/usr/bin:/bin TMPDIR={home}/tmp
ForceCommand {home}/bin/session
"""


@dataclass(frozen=True)
class DemoHost:
    """Where one host is and what its files are; the fleet starts and ends its server."""

    plan: HostPlan
    folder: Path
    address: str

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def config(self) -> Path:
        return self.folder / "sshd_config"

    @property
    def log(self) -> Path:
        return self.folder / "sshd.log"

    def public_key(self) -> str:
        """The host key as OpenSSH writes it, without the comment."""
        return " ".join((self.folder / "host_key.pub").read_text().split()[:2])

    def place(self, port: int) -> Place:
        return Place(self.address, port, (self.public_key(),))

    def prepare(self, interpreter: Path) -> None:
        """Makes the host's key, home and programs; `interpreter` is the Python that Ansible finds there."""
        programs = self.home / "bin"
        programs.mkdir(parents=True)
        (self.home / "tmp").mkdir()  # where a module that is killed leaves what it had unpacked
        for program in PROGRAMS.iterdir():
            shutil.copy(program, programs)
        for name in ("python3", "python3.11"):
            (programs / name).symlink_to(interpreter)
        make_key(self.folder / "host_key")
        write_story(self.plan, self.home)

    def configure(self, port: int, authorised: Path) -> None:
        """Writes the server's configuration for `port`."""
        self.config.write_text(
            _CONFIG.format(
                address=self.address,
                port=port,
                folder=self.folder,
                home=self.home,
                authorised=authorised,
                user=getpass.getuser(),
                sftp_server=sftp_server(),
            )
        )


def make_key(path: Path) -> None:
    """Makes an ed25519 key pair, PATH (0600) and PATH.pub."""
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "noc-demo", "-f", path],
        check=True,
        capture_output=True,
    )


def sshd_path() -> str | None:
    """The SSH server's absolute path, which it insists to be started by; None when there is none."""
    places = (os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")
    return shutil.which("sshd", path=os.pathsep.join(places))


def sftp_server() -> str | None:
    """The program behind the sftp subsystem; None when there is none."""
    return next((path for path in SFTP_SERVERS if Path(path).exists()), None)
