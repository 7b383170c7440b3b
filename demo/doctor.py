"""Looks whether this machine can run the demo, and says in one line what to do where it cannot."""

import grp
import os
import pwd
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from demo import ports
from demo.layers import PROGRAMS
from demo.sshd import sftp_server, sshd_path

PYTHON_NEEDED = (3, 11)
ADDRESS = "127.1.0.1"
OUR_COMMANDS = ("noc-presentation", "noc-scheduler", "noc-executor-node", "noc")


@dataclass(frozen=True)
class Need:
    """One thing the demo needs; `remedy` is what to do when it is not met."""

    what: str
    met: Callable[[], object]
    remedy: str


def _terminals_can_be_handed_out() -> bool:
    """Whether your SSH servers can give sessions terminals: only root may change a terminal's group."""
    if os.geteuid() == 0:
        return True
    ours, other = os.openpty()
    try:
        return os.fstat(other).st_gid == grp.getgrnam("tty").gr_gid
    finally:
        os.close(ours)
        os.close(other)


NEEDS = (
    Need("Linux", lambda: sys.platform == "linux", "run it on Linux"),
    Need("Python 3.11", lambda: sys.version_info >= PYTHON_NEEDED, "install Python 3.11 or newer"),
    Need("sshd", sshd_path, "sudo apt-get install openssh-server"),
    Need("sftp-server", sftp_server, "sudo apt-get install openssh-sftp-server"),
    Need("ssh", lambda: shutil.which("ssh"), "sudo apt-get install openssh-client"),
    Need("ssh-keygen", lambda: shutil.which("ssh-keygen"), "sudo apt-get install openssh-client"),
    Need("setpriv", lambda: shutil.which("setpriv"), "sudo apt-get install util-linux"),
    Need(
        f"the loopback address {ADDRESS}",
        lambda: ports.is_free(ADDRESS, 0),
        "give the loopback interface all of 127.0.0.0/8: sudo ip address add 127.0.0.1/8 dev lo",
    ),
    Need(
        "a login shell for you",
        lambda: (
            os.access(pwd.getpwuid(os.getuid()).pw_shell or "/bin/sh", os.X_OK)
            and not pwd.getpwuid(os.getuid()).pw_shell.endswith(("nologin", "false"))
        ),
        "sudo chsh -s /bin/sh $USER",
    ),
    Need(
        "the group tty on new terminals",
        _terminals_can_be_handed_out,
        "sudo mount -o remount,gid=5,mode=620 /dev/pts",
    ),
    Need(
        "the commands of the three layers",
        lambda: all((PROGRAMS / name).exists() for name in OUR_COMMANDS),
        "make .venv/.installed",
    ),
)


def complaints() -> Iterator[str]:
    """One line for each need that is not met."""
    for need in NEEDS:
        if not need.met():
            yield f"{need.what} is missing. Run: {need.remedy}"
