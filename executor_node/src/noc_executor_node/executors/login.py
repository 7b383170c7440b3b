"""How opened credentials reach ssh and Ansible: as files in the attempt's private folder, and in no other way.

A key is a file that ssh reads; a password is what a small program of the folder prints when ssh asks it; a become
password is a file that Ansible reads. None of them is a variable that a task could show.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from noc_executor_node.credentials import Opened

#: Below the folder; Ansible runs in `project/`.
KEY, PASSWORD, BECOME, ASKPASS = "key", "password", "project/become_password", "askpass"
#: Ansible, which doesn't know the password, tells ssh to try none; what is told first counts.
_BY_PASSWORD = "".join(
    f" -o {option}"
    for option in (
        "PasswordAuthentication=yes",
        "KbdInteractiveAuthentication=yes",
        "PreferredAuthentications=password,keyboard-interactive",
    )
)
_ASKPASS = '#!/bin/sh\nexec cat "$(dirname "$0")/password"\n'


@dataclass(frozen=True, slots=True)
class Login:
    """The files by path below the folder, what changes in ssh's and Ansible's configuration, and the environment.

    A `private_key_file` of None leaves the key to the connection profile; with a password there is none.
    """

    files: dict[str, str] = field(default_factory=dict, repr=False)
    private_key_file: Path | None = None
    with_password: bool = False
    ansible_cfg: str = ""
    ssh_arguments: str = ""
    environment: dict[str, str] = field(default_factory=dict)


#: Where the attempt brings no credentials.
NO_LOGIN = Login()


def login_for(opened: Opened, folder: Path) -> Login:
    """What logging in and becoming another user need, in this folder."""
    files: dict[str, str] = {}
    environment: dict[str, str] = {}
    login, become = opened.for_use("login"), opened.for_use("become")
    with_password = login is not None and login.kind == "password"
    with_key = login is not None and not with_password
    if login is not None and with_password:
        files |= {PASSWORD: login.values["password"] + "\n", ASKPASS: _ASKPASS}
        environment = {"SSH_ASKPASS": str(folder / ASKPASS), "SSH_ASKPASS_REQUIRE": "force"}
    elif login is not None:
        files[KEY] = login.values["private_key"]
    if become is not None:
        files[BECOME] = become.values["password"] + "\n"
    return Login(
        files,
        folder / KEY if with_key else Path(os.devnull) if with_password else None,
        with_password,
        f"become_password_file = {Path(BECOME).name}\n" if become is not None else "",
        _BY_PASSWORD if with_password else "",
        environment,
    )
