"""Network devices and Windows hosts: how they are reached, what is told to Ansible, and what is refused."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.attempts import Attempt
from noc_executor_node.catalogue.document import catalogue_text
from noc_executor_node.credentials import Credential, Opened
from noc_executor_node.documents import read_attempt
from noc_executor_node.errors import NotRun
from noc_executor_node.executors import extras
from noc_executor_node.executors.by_work import ExecutorByConnection
from noc_executor_node.executors.device_modules import refuse_on_device
from noc_executor_node.executors.folder import files_for
from noc_executor_node.executors.interface import AskedToEnd
from noc_executor_node.executors.login import NO_LOGIN, Login, login_for
from noc_executor_node.executors.transports import OVER_SSH, port_of, transport_alone, transport_for
from noc_executor_node.outcomes import Outcome
from noc_executor_node.profiles import Profile, read_profiles
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome, Transport
from tests.executor_node.attempt_documents import HOST_KEY, attempt

BY_PLUGIN = [transport for transport in Transport if transport not in OVER_SSH]
PASSWORD = "pa55-of-the-device"
DEVICE = Profile("noc", Path("key"), transport="network_cli", network_os="cisco.ios.ios")
#: All that may ever be told to a plugin, whatever a host or a profile says.
TOLD = {
    "always": "connection host port user become become_method",
    "network_cli": "network_os python_interpreter connect_timeout command_timeout persistent_log_messages"
    " network_cli_ssh_type network_cli_retries host_key_checking ssh_host_key_checking"
    " paramiko_host_key_checking paramiko_proxy_command",
    "netconf": "network_os python_interpreter connect_timeout command_timeout persistent_log_messages"
    " host_key_checking netconf_host_key_checking netconf_proxy_command",
    "httpapi": "network_os python_interpreter connect_timeout command_timeout persistent_log_messages"
    " httpapi_port httpapi_use_ssl httpapi_validate_certs httpapi_use_proxy httpapi_ca_path",
    "winrm": "become_user winrm_port winrm_scheme winrm_transport winrm_server_cert_validation"
    " winrm_connection_timeout winrm_ca_trust_path",
    "psrp": "become_user psrp_port psrp_protocol psrp_auth psrp_cert_validation psrp_ignore_proxy"
    " psrp_connection_timeout psrp_ca_cert",
}


def with_password(folder: Path) -> Login:
    credentials = (Credential("device", "password", "login", 1, {"password": PASSWORD}),)
    return login_for(Opened(credentials), folder)


def files(profile: Profile, login: Login, **more: Any) -> dict[str, str]:
    return files_for(read_attempt(attempt("cisco.ios.ios_facts", **more)), profile, login)


def told(written: dict[str, str]) -> set[str]:
    return {
        line.partition(":")[0].strip('"') for line in written["env/extravars"].splitlines() if ":" in line
    }


@pytest.mark.parametrize("transport", BY_PLUGIN)
def test_only_what_is_listed_is_told_to_ansible(transport: Transport, tmp_path: Path) -> None:
    profile = replace(DEVICE, transport=transport, ca_file=Path("/etc/ca.pem"))
    written = files(profile, with_password(tmp_path), host={"vars": {"role": "edge"}})
    listed = f"{TOLD['always']} {TOLD[transport]}".split()
    assert told(written) - {f"ansible_{name}" for name in listed} == set()
    assert {f"ansible_{name}" for name in listed} <= told(written)


@pytest.mark.parametrize("transport", BY_PLUGIN)
def test_a_password_is_in_one_file_that_ansible_reads(transport: Transport, tmp_path: Path) -> None:
    login = with_password(tmp_path)
    written = files(replace(DEVICE, transport=transport), login)
    assert "connection_password_file = ../password" in written["project/ansible.cfg"]
    assert PASSWORD not in repr(written)
    assert login.files["password"].strip() == PASSWORD
    assert PASSWORD not in repr(login.environment)


@pytest.mark.parametrize("transport", [Transport.NETWORK_CLI, Transport.NETCONF])
def test_a_device_is_recognised_by_its_frozen_keys_alone(transport: Transport) -> None:
    profile = replace(DEVICE, transport=transport)
    written = files(profile, NO_LOGIN)
    assert HOST_KEY in written[".ssh/known_hosts"]
    with pytest.raises(NotRun, match=r"host\.no_host_keys"):
        files(profile, NO_LOGIN, host={"host_keys": []})


def test_a_device_without_an_operating_system_says_where_it_belongs() -> None:
    with pytest.raises(NotRun, match="names no network_os"):
        files(replace(DEVICE, network_os=None), NO_LOGIN)


@pytest.mark.parametrize("transport", [Transport.HTTPAPI, Transport.WINRM, Transport.PSRP])
def test_where_keys_mean_nothing_a_password_is_asked_for(transport: Transport) -> None:
    with pytest.raises(NotRun, match=r"credential\.needed"):
        files(replace(DEVICE, transport=transport), NO_LOGIN)


def test_each_transport_has_its_usual_port_until_somebody_names_another() -> None:
    unnamed = read_attempt(attempt(host={"port": None})).host
    usual = {transport: port_of(unnamed, replace(DEVICE, transport=transport)) for transport in Transport}
    assert usual == {
        Transport.MITOGEN: 22,
        Transport.SSH: 22,
        Transport.NETWORK_CLI: 22,
        Transport.NETCONF: 830,
        Transport.HTTPAPI: 443,
        Transport.WINRM: 5986,
        Transport.PSRP: 5986,
    }
    assert port_of(unnamed, replace(DEVICE, port=2222)) == 2222
    assert port_of(read_attempt(attempt(host={"port": 2022})).host, replace(DEVICE, port=2222)) == 2022


@pytest.mark.parametrize("transport", BY_PLUGIN)
def test_mitogen_is_never_chosen_for_what_only_a_plugin_reaches(transport: Transport) -> None:
    profile = replace(DEVICE, transport=transport)
    assert {transport_for(read_attempt(attempt(become=become)), profile) for become in (True, False)} == {
        transport
    }
    assert transport_alone(profile) is transport


@dataclass(frozen=True)
class Noted:
    """An executor that says its name."""

    name: str

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        return Outcome(AttemptOutcome.SUCCEEDED, stdout=self.name)


def test_devices_go_alone_and_their_neighbours_over_warm_connections(settings: Settings) -> None:
    settings.profiles.write_text(
        "default: {user: noc, private_key_file: key}\n"
        "rules: [{group: routers, transport: network_cli, network_os: cisco.ios.ios}, {host: win*, transport: psrp}]\n"
    )
    executor = ExecutorByConnection(settings, Noted("resident"), Noted("alone"))

    def by(**host: Any) -> str:
        return executor.run(read_attempt(attempt(host=host)), lambda: None).stdout

    assert (by(groups=["web"]), by(groups=["routers"]), by(name="win7")) == ("resident", "alone", "alone")


def test_a_profile_names_them_and_mistakes_are_told(settings: Settings) -> None:
    settings.profiles.write_text(
        "default: {user: noc, private_key_file: key, ca_file: ca.pem, transport: netconf, network_os: a.b.c}\n"
    )
    profile = read_profiles(settings.profiles).without_key(read_attempt(attempt()).host)
    assert (profile.transport, profile.network_os) == ("netconf", "a.b.c")
    assert profile.ca_file == settings.profiles.parent / "ca.pem"
    for wrong in ("transport: telnet", "network_os: ios", "network_os: '../x.y'"):
        settings.profiles.write_text(f"default: {{user: noc, private_key_file: key, {wrong}}}\n")
        with pytest.raises(Exception, match="is not valid"):
            read_profiles(settings.profiles)


@pytest.mark.parametrize(
    ("module", "given", "code"),
    [
        ("ansible.builtin.command", {"argv": ["id"]}, "module.not_for_devices"),
        ("ansible.builtin.ping", {}, "module.not_for_devices"),
        ("ansible.netcommon.net_get", {"src": "running"}, "module.not_for_devices"),
        ("ansible.netcommon.cli_restore", {}, "module.not_for_devices"),
        ("cisco.ios.ios", {}, "module.not_for_devices"),
        ("evil.ios.ios_command", {}, "module.not_for_devices"),
        ("cisco.ios.ios_config", {"src": "/etc/shadow"}, "module.controller_side"),
        ("cisco.ios.ios_config", {"lines": ["x"], "backup": True}, "module.controller_side"),
        ("arista.eos.eos_config", {"backup_options": {"dir_path": "/"}}, "module.controller_side"),
    ],
)
def test_what_would_work_on_the_executor_node_is_refused(
    module: str, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(NotRun, match=code):
        refuse_on_device(module, given, Transport.NETWORK_CLI)


@pytest.mark.parametrize(
    "module", ["cisco.ios.ios_command", "arista.eos.eos_facts", "ansible.netcommon.cli_command"]
)
def test_what_was_read_is_let_through_and_the_catalogue_says_so(module: str) -> None:
    refuse_on_device(module, {"commands": ["show version"]}, Transport.NETWORK_CLI)
    dump = {"all": {"module": {name: {"doc": {"has_action": True}} for name in (module, "other.one.module")}}}
    text = catalogue_text(dump, "2.19.0", {})
    assert '"refused":null' in text
    assert "other.one.module does something on the executor node" in text


@pytest.mark.parametrize(
    ("transport", "words"),
    [
        (Transport.NETWORK_CLI, r"the collection ansible.netcommon: install noc-executor-node\[network\]"),
        (Transport.HTTPAPI, r"install noc-executor-node\[network\]"),
        (
            Transport.NETCONF,
            r"ncclient and the collection ansible.netcommon: install noc-executor-node\[network\]",
        ),
        (Transport.WINRM, r"winrm: install noc-executor-node\[windows\]"),
        (Transport.PSRP, r"pypsrp: install noc-executor-node\[windows\]"),
    ],
)
def test_what_is_not_installed_says_how_to_get_it(
    transport: Transport, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    monkeypatch.setattr(extras.sys, "path", [])
    monkeypatch.setenv("ANSIBLE_COLLECTIONS_PATH", str(tmp_path))
    with pytest.raises(NotRun, match=words) as refused:
        extras.refuse_missing(transport)
    assert refused.value.outcome == "unreachable"


@pytest.mark.parametrize("transport", Transport)
def test_what_is_installed_is_let_through(
    transport: Transport, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / extras.COLLECTION).mkdir(parents=True)
    monkeypatch.setenv("ANSIBLE_COLLECTIONS_PATH", f"/nowhere:{tmp_path}")
    monkeypatch.setattr(extras, "find_spec", lambda name: name)
    extras.refuse_missing(transport)
