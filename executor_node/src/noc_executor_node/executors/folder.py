"""What Ansible finds in an attempt's private folder: inventory, one-task playbook, forced variables, configuration.

Pure: an attempt and a connection profile go in, texts of files come out. Ansible runs in `project/`, and the paths
inside the files are relative to it, so that the folder may lie anywhere and unix sockets stay short.
"""

from collections.abc import Mapping
from typing import Any

from noc_executor_node import targets
from noc_executor_node.attempts import Attempt, Host
from noc_executor_node.errors import NotRun
from noc_executor_node.executors.login import Login
from noc_executor_node.executors.marking import Marked, mark, mark_arguments
from noc_executor_node.executors.yaml_text import yaml_text
from noc_executor_node.profiles import Profile

INVENTORY, PLAYBOOK, FORCED = "inventory/hosts.yml", "project/task.yml", "env/extravars"
CONFIGURATION, SSH, KNOWN_HOSTS = "project/ansible.cfg", "project/ssh_config", "project/known_hosts"

NO_LOGIN = Login()
#: `{become}` is where a login has its own lines.
ANSIBLE_CFG = """\
[defaults]
any_errors_fatal = False
{become}deprecation_warnings = False
devel_warning = False
forks = 1
gathering = explicit
host_key_checking = True
inject_facts_as_vars = False
interpreter_python = auto_silent
local_tmp = ../tmp
localhost_warning = False
nocolor = True
retry_files_enabled = False
roles_path = .
system_warnings = False
[inventory]
enable_plugins = yaml
host_pattern_mismatch = error
inventory_unparsed_warning = False
unparsed_is_failed = True
[ssh_connection]
pipelining = False
retries = 0
transfer_method = piped
usetty = True
"""

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


def files_for(attempt: Attempt, profile: Profile, login: Login = NO_LOGIN) -> dict[str, str]:
    """The files by path; raises NotRun for what can't be carried out at all."""
    variables = connection_variables(attempt, profile, attempt.host.port or profile.port, login)
    return {
        **connection_files(attempt, profile, login),
        INVENTORY: yaml_text(inventory(attempt.host)),
        PLAYBOOK: yaml_text(_playbook(attempt)),
        FORCED: yaml_text(variables),
    }


def connection_files(attempt: Attempt, profile: Profile, login: Login) -> dict[str, str]:
    """What Ansible and ssh are configured with; raises NotRun for a host that nobody could recognise."""
    return {
        CONFIGURATION: ANSIBLE_CFG.format(become=login.ansible_cfg),
        SSH: ssh_config(login) + _OWN_CONNECTION.format(connect_timeout=profile.connect_timeout),
        KNOWN_HOSTS: known_hosts(attempt.host, attempt.host.port or profile.port),
    }


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


def inventory(host: Host, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The one host with its groups and variables; `more` beat its own."""
    groups: dict[str, Any] = {
        group: {"hosts": {host.name: {}}} for group in host.groups if group not in ("all", "ungrouped")
    }
    variables = {**{name: mark(value) for name, value in host.vars.items()}, **(more or {})}
    return {"all": {"hosts": {host.name: variables}, "children": groups}}


def _playbook(attempt: Attempt) -> list[dict[str, Any]]:
    marking = mark_arguments(attempt.arguments, attempt.template)
    task = {
        "name": "the attempt",
        attempt.module: marking.arguments,
        "become": attempt.become,
        "check_mode": attempt.check_mode,
        "no_log": attempt.no_log,
    }
    play = {"name": "one attempt", "hosts": "all", "gather_facts": False, "tasks": [task]}
    return [{**play, "vars": dict(marking.variables)}]


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
