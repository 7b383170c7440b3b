"""How a host is reached by ssh: its configuration, the keys it is recognised by, and the forced variables."""

from typing import Any

from noc_executor_node import targets
from noc_executor_node.attempts import Attempt, Host
from noc_executor_node.errors import NotRun
from noc_executor_node.executors.configuration import ANSIBLE_CFG, CONFIGURATION
from noc_executor_node.executors.login import NO_LOGIN, Login
from noc_executor_node.executors.marking import Marked
from noc_executor_node.executors.reached import Reached
from noc_executor_node.executors.transports import port_of
from noc_executor_node.profiles import Profile

SSH, KNOWN_HOSTS = "project/ssh_config", "project/known_hosts"

#: How ssh is used wherever it is used; what it may ask, trust or forward is decided here alone.
SSH_CONFIG = """\
Host *
  BatchMode {batch}
  CheckHostIP no
  ClearAllForwardings yes
  ConnectionAttempts 1
  EscapeChar none
  ForwardAgent no
  ForwardX11 no
  GlobalKnownHostsFile /dev/null
  HashKnownHosts no
  IdentitiesOnly yes
  IdentityAgent none
  LogLevel ERROR
  PermitLocalCommand no
  NumberOfPasswordPrompts 1
  PreferredAuthentications {ways}
  ProxyCommand none
  ServerAliveCountMax 3
  ServerAliveInterval 10
  StrictHostKeyChecking yes
  UpdateHostKeys no
  VerifyHostKeyDNS no
"""
#: One connection per attempt: its master is a process of the attempt and ends with it.
_OWN_CONNECTION = """\
  ConnectTimeout {connect_timeout}
  ControlMaster auto
  ControlPath mux
  ControlPersist 60
  UserKnownHostsFile known_hosts
"""


def reached_over_ssh(attempt: Attempt, profile: Profile, login: Login = NO_LOGIN) -> Reached:
    """Variables and files; raises NotRun for a host that nobody could recognise."""
    port = port_of(attempt.host, profile)
    files = {
        CONFIGURATION: ANSIBLE_CFG.format(become=login.ansible_cfg),
        SSH: ssh_config(login) + _OWN_CONNECTION.format(connect_timeout=profile.connect_timeout),
        KNOWN_HOSTS: known_hosts(attempt.host, port),
    }
    return Reached(connection_variables(attempt, profile, port, login), files)


def known_hosts(host: Host, port: int) -> str:
    """The lines by which ssh recognises the host; raises NotRun for one that nobody could recognise."""
    keys = targets.known_hosts(host.address, port, host.host_keys)
    if not keys:
        raise NotRun(
            "unreachable",
            "host.no_host_keys",
            f"the inventory holds no SSH host key of {host.name}, so it can't be told from an impostor",
        )
    return keys


def ssh_config(login: Login = NO_LOGIN) -> str:
    """The lines that hold for every connection with this login."""
    return SSH_CONFIG.format(
        batch="no" if login.with_password else "yes",
        ways="password,keyboard-interactive" if login.with_password else "publickey",
    )


def connection_variables(
    attempt: Attempt, profile: Profile, port: int, login: Login = NO_LOGIN
) -> dict[str, Any]:
    """How the host is reached, given as extra variables: they beat every other place a variable can come from."""
    texts = {
        "ansible_connection": "ssh",
        "ansible_host": attempt.host.address,
        "ansible_user": attempt.host.user or profile.user,
        "ansible_ssh_private_key_file": str(profile.private_key_file),
        "ansible_ssh_executable": "ssh",
        "ansible_ssh_args": f"-F ssh_config{login.ssh_arguments}",
        "ansible_ssh_common_args": "",
        "ansible_ssh_extra_args": "",
        "ansible_ssh_transfer_method": "piped",
        "ansible_shell_type": "sh",
        "ansible_shell_executable": "/bin/sh",
        "ansible_python_interpreter": profile.python_interpreter,
        "ansible_become_method": profile.become_method,
        "ansible_become_user": profile.become_user,
        "ansible_become_exe": profile.become_exe or profile.become_method,
        "ansible_remote_tmp": "~/.ansible/tmp",
    }
    values: dict[str, Any] = {
        "ansible_port": port,
        "ansible_become": attempt.become,
        "ansible_pipelining": False,
        "ansible_ssh_pipelining": False,
        "ansible_ssh_use_tty": True,
        "ansible_ssh_retries": 0,
        "ansible_ssh_timeout": profile.connect_timeout,
        "ansible_host_key_checking": True,
        "ansible_ssh_host_key_checking": True,
    }
    return {**{name: Marked(text) for name, text in texts.items()}, **values}
