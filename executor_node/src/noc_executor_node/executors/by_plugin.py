"""How network devices and Windows hosts are reached: by Ansible's connection plugins, told by forced variables.

Only what stands here is ever told to such a plugin. Devices are recognised by the host's frozen SSH keys, as every
host is, and what speaks TLS by its certificate. A password is a file that Ansible reads; no variable holds it.
"""

import math
import sys
from collections.abc import Mapping
from typing import Any

from noc_executor_node.attempts import Attempt
from noc_executor_node.errors import NotRun
from noc_executor_node.executors.configuration import ANSIBLE_CFG, CONFIGURATION
from noc_executor_node.executors.login import PASSWORD, Login
from noc_executor_node.executors.marking import mark
from noc_executor_node.executors.over_ssh import known_hosts
from noc_executor_node.executors.reached import Reached
from noc_executor_node.executors.transports import DEVICES, port_of, transport_alone
from noc_executor_node.profiles import Profile
from noc_executor_node.vocabulary import Transport

#: Where paramiko, by which both of them speak SSH, looks below the attempt's HOME.
KNOWN_HOSTS = ".ssh/known_hosts"
BY_HOST_KEY = (Transport.NETWORK_CLI, Transport.NETCONF)
CONNECTIONS: Mapping[Transport, str] = {
    Transport.NETWORK_CLI: "ansible.netcommon.network_cli",
    Transport.HTTPAPI: "ansible.netcommon.httpapi",
    Transport.NETCONF: "ansible.netcommon.netconf",
    Transport.WINRM: "ansible.builtin.winrm",
    Transport.PSRP: "ansible.builtin.psrp",
}
#: The folder of the plugins' sockets has a short name: a socket's whole path has 107 bytes.
_SOCKETS = "[persistent_connection]\ncontrol_path_dir = ../pc\n"
_PASSWORD_FILE = f"connection_password_file = ../{PASSWORD}\n"


def reached_by_plugin(attempt: Attempt, profile: Profile, login: Login) -> Reached:
    """Variables and files for the profile's transport; raises NotRun for what the profile or the host lacks."""
    transport, port = transport_alone(profile), port_of(attempt.host, profile)
    common = {
        "ansible_connection": CONNECTIONS[transport],
        "ansible_host": attempt.host.address,
        "ansible_port": port,
        "ansible_user": attempt.host.user or profile.user,
        "ansible_become": attempt.become,
        "ansible_become_method": "ansible.netcommon.enable" if transport in DEVICES else "runas",
    }
    own = (
        _for_device(attempt, profile)
        if transport in DEVICES
        else {"ansible_become_user": profile.become_user}
    )
    variables = {**common, **own, **_OWN[transport](profile, port), **_key(transport, profile, login)}
    password = _PASSWORD_FILE if login.with_password else ""
    files = {CONFIGURATION: ANSIBLE_CFG.format(become=login.ansible_cfg + password) + _SOCKETS}
    if transport in BY_HOST_KEY:
        files[KNOWN_HOSTS] = known_hosts(attempt.host, port)
    return Reached({name: mark(value) for name, value in variables.items()}, files)


def _for_device(attempt: Attempt, profile: Profile) -> dict[str, Any]:
    if profile.network_os is None:
        raise NotRun(
            "unreachable",
            "profile.no_network_os",
            f"{attempt.host.name} is reached by {profile.transport}, but its connection profile names no network_os",
        )
    return {
        "ansible_network_os": profile.network_os,
        "ansible_python_interpreter": sys.executable,
        "ansible_connect_timeout": profile.connect_timeout,
        "ansible_command_timeout": math.ceil(attempt.timeout_ms / 1000),
        "ansible_persistent_log_messages": False,
    }


def _key(transport: Transport, profile: Profile, login: Login) -> dict[str, Any]:
    if login.with_password:
        return {}
    if transport not in BY_HOST_KEY:
        raise NotRun(
            "unreachable",
            "credential.needed",
            f"{transport} logs in with a password; give the host a credential",
        )
    return {"ansible_private_key_file": str(profile.private_key_file)}


def _network_cli(_: Profile, _port: int) -> dict[str, Any]:
    return {
        # libssh can't be told through Ansible which keys to trust; docs/decisions/0123 says what was tried.
        "ansible_network_cli_ssh_type": "paramiko",
        "ansible_network_cli_retries": 0,
        "ansible_host_key_checking": True,
        "ansible_ssh_host_key_checking": True,
        "ansible_paramiko_host_key_checking": True,
        "ansible_paramiko_proxy_command": "",
    }


def _netconf(_: Profile, _port: int) -> dict[str, Any]:
    return {
        "ansible_host_key_checking": True,
        "ansible_netconf_host_key_checking": True,
        "ansible_netconf_proxy_command": "",
    }


def _httpapi(profile: Profile, port: int) -> dict[str, Any]:
    return {
        "ansible_httpapi_port": port,
        "ansible_httpapi_use_ssl": True,
        "ansible_httpapi_validate_certs": True,
        "ansible_httpapi_use_proxy": False,
        **({} if profile.ca_file is None else {"ansible_httpapi_ca_path": str(profile.ca_file)}),
    }


def _winrm(profile: Profile, port: int) -> dict[str, Any]:
    return {
        "ansible_winrm_port": port,
        "ansible_winrm_scheme": "https",
        "ansible_winrm_transport": ["ntlm"],
        "ansible_winrm_server_cert_validation": "validate",
        "ansible_winrm_connection_timeout": profile.connect_timeout,
        **({} if profile.ca_file is None else {"ansible_winrm_ca_trust_path": str(profile.ca_file)}),
    }


def _psrp(profile: Profile, port: int) -> dict[str, Any]:
    return {
        "ansible_psrp_port": port,
        "ansible_psrp_protocol": "https",
        "ansible_psrp_auth": "ntlm",
        "ansible_psrp_cert_validation": "validate",
        "ansible_psrp_ignore_proxy": True,
        "ansible_psrp_connection_timeout": profile.connect_timeout,
        **({} if profile.ca_file is None else {"ansible_psrp_ca_cert": str(profile.ca_file)}),
    }


_OWN = {
    Transport.NETWORK_CLI: _network_cli,
    Transport.NETCONF: _netconf,
    Transport.HTTPAPI: _httpapi,
    Transport.WINRM: _winrm,
    Transport.PSRP: _psrp,
}
