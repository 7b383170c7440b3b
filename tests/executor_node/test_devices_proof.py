"""A network device that is played over real SSH, driven by Ansible's own collections, which this proof fetches."""

import json
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.documents import read_attempt
from noc_executor_node.executors.by_work import module_executor
from noc_executor_node.executors.playbook import pids_in
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import PROC, all_pids
from noc_executor_node.settings import Settings, make_home
from noc_executor_node.vocabulary import AttemptOutcome, Transport
from tests.attacks.test_c23_tls import certificate
from tests.executor_node.attempt_documents import HOST_KEY, arguments, attempt
from tests.executor_node.conftest import Eventually
from tests.executor_node.fetched_collections import fetched_collections
from tests.executor_node.played_ios import PlayedDevice, played_device
from tests.executor_node.played_netconf import SYSTEM, PlayedNetconf, played_netconf
from tests.executor_node.sealed_documents import credential, sealed

pytestmark = pytest.mark.proof
PASSWORD, ENABLE = "pa55-of-the-device", "en4ble-of-the-device"
IOS = "cisco.ios."
Run = Callable[..., Outcome]


@pytest.fixture(scope="session")
def collections() -> Path:
    """A folder with the collections that devices of this kind need."""
    return fetched_collections()


@pytest.fixture
def device(tmp_path: Path) -> Iterator[PlayedDevice]:
    with played_device(tmp_path / "device", PASSWORD, ENABLE) as played:
        yield played


@pytest.fixture
def node(settings: Settings, collections: Path) -> Iterator[Settings]:
    """An executor node whose state folder has a short name, for the sake of Ansible's sockets."""
    with tempfile.TemporaryDirectory(prefix="n") as home:
        short = replace(settings, home=Path(home), collections=(collections,))
        make_home(short)
        rule = "transport: network_cli, network_os: cisco.ios.ios"
        settings.profiles.write_text(f"default: {{user: noc, private_key_file: none, {rule}}}\n")
        yield short


@pytest.fixture
def run(node: Settings, device: PlayedDevice) -> Run:
    """Carries out an attempt on the device, and sees that nothing of it is left here."""

    def carry_out(module: str, password: str = PASSWORD, host_key: str = "", **more: Any) -> Outcome:
        asked_to_end = more.pop("asked_to_end", lambda: None)
        leaves = more.pop("leaves", {})
        place = {"address": "127.0.0.1", "port": device.port, "host_keys": [host_key or device.host_key]}
        document = attempt(
            module, host=place, arguments=arguments(**leaves), **{"timeout_ms": 120_000, **more}
        )
        login = credential("password", "login", password=password)
        boxed = sealed(node, document, login, credential("password", "become", password=ENABLE))
        outcome = module_executor(node).run(read_attempt(boxed), asked_to_end)
        assert list(node.attempts_folder.iterdir()) == []
        assert pids_in(node.attempts_folder / f"{document['id']}-1") == ()
        assert outcome.transport is Transport.NETWORK_CLI
        assert PASSWORD not in json.dumps(outcome.as_document())
        return outcome

    return carry_out


def test_a_device_answers_a_command(run: Run, device: PlayedDevice, eventually: Eventually) -> None:
    outcome = run(f"{IOS}ios_command", leaves={"commands": ["show version"]})
    assert (outcome.outcome, device.shown) == (AttemptOutcome.SUCCEEDED, [PASSWORD]), outcome.message
    assert "Version 15.2(4)M7" in outcome.stdout
    assert "terminal length 0" in device.told
    eventually(lambda: device.open_sessions == 0)


def test_a_device_is_configured_with_privileges(run: Run, device: PlayedDevice) -> None:
    leaves = {"lines": ["description uplink"], "parents": "interface Loopback0"}
    first = run(f"{IOS}ios_config", become=True, leaves=leaves)
    assert first.outcome == AttemptOutcome.CHANGED, first.message
    assert device.configuration == ["interface Loopback0", " description uplink"]
    again = run(f"{IOS}ios_config", become=True, leaves=leaves)
    assert again.outcome == AttemptOutcome.SUCCEEDED, again.message


def test_check_mode_leaves_a_device_as_it_is(run: Run, device: PlayedDevice) -> None:
    leaves = {"lines": ["description other"], "parents": "interface Loopback0"}
    outcome = run(f"{IOS}ios_config", become=True, check_mode=True, leaves=leaves)
    assert outcome.outcome == AttemptOutcome.CHANGED, outcome.message
    assert "configure terminal" not in device.told


def test_an_impostor_is_shown_no_password(run: Run, device: PlayedDevice) -> None:
    outcome = run(f"{IOS}ios_command", host_key=HOST_KEY, leaves={"commands": ["show version"]})
    assert outcome.outcome == AttemptOutcome.FAILED
    assert "host key" in outcome.message
    assert device.shown == []


def test_a_wrong_password_is_told_without_being_shown(run: Run) -> None:
    wrong = "another-pa55word"
    outcome = run(f"{IOS}ios_command", password=wrong, leaves={"commands": ["show version"]})
    assert outcome.outcome == AttemptOutcome.FAILED
    assert "Authentication failed" in outcome.message
    assert wrong not in repr(outcome)


def test_a_command_is_never_run_on_the_executor_node(run: Run, tmp_path: Path, device: PlayedDevice) -> None:
    outcome = run("ansible.builtin.command", leaves={"argv": ["touch", str(tmp_path / "PWNED")]})
    assert outcome.message.startswith("module.not_for_devices")
    assert (list(tmp_path.rglob("PWNED")), device.shown) == ([], [])


@pytest.mark.parametrize("cancelled", [True, False], ids=["cancelled", "out of time"])
def test_what_hangs_ends_with_its_connection_and_shows_no_password_meanwhile(
    run: Run, device: PlayedDevice, eventually: Eventually, cancelled: bool
) -> None:
    shown: list[str] = []
    under_way = threading.Event()

    def look() -> None:
        eventually(lambda: "show clock" in device.told, within=100)
        shown.extend(f"{_read(pid, 'cmdline')} {_read(pid, 'environ')}" for pid in all_pids())
        under_way.set()

    watcher = threading.Thread(target=look)
    watcher.start()
    outcome = run(
        f"{IOS}ios_command",
        leaves={"commands": ["show clock"]},
        timeout_ms=120_000 if cancelled else 40_000,
        asked_to_end=lambda: "enough" if cancelled and under_way.is_set() else None,
    )
    watcher.join(100)
    assert outcome.outcome == (AttemptOutcome.CANCELLED if cancelled else AttemptOutcome.TIMED_OUT)
    assert any("ansible_connection_cli_stub" in line for line in shown)
    assert [line for line in shown if PASSWORD in line or ENABLE in line] == []
    eventually(lambda: device.open_sessions == 0)


class _Restconf(BaseHTTPRequestHandler):
    """Tells its name to who asks, and notes the ways by which it was asked."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))  # type: ignore[attr-defined]
        body = b'{"hostname": "edge2"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/yang-data+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "unknown"])
def test_a_device_with_an_interface_of_http_is_known_by_its_certificate(
    node: Settings, tmp_path: Path, trusted: bool
) -> None:
    whole, alone = certificate(tmp_path, "127.0.0.1", timedelta(days=1))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole)
    profile = "user: noc, private_key_file: none, transport: httpapi, network_os: ansible.netcommon.restconf"
    node.profiles.write_text(f"default: {{{profile}{f', ca_file: {alone}' if trusted else ''}}}\n")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Restconf) as server:
        server.asked = []  # type: ignore[attr-defined]
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = {"address": "127.0.0.1", "port": server.server_port}
        document = attempt(
            "ansible.netcommon.restconf_get", host=place, arguments=arguments(path="/data/hostname")
        )
        boxed = sealed(node, document, credential("password", "login", password=PASSWORD))
        outcome = module_executor(node).run(read_attempt(boxed), lambda: None)
        server.shutdown()
        asked = server.asked  # type: ignore[attr-defined]
    assert outcome.transport is Transport.HTTPAPI
    if trusted:
        assert (outcome.outcome, outcome.result["response"]) == (
            AttemptOutcome.SUCCEEDED,
            {"hostname": "edge2"},
        )
        assert [path for path, _ in asked] == ["/restconf/data/hostname"]
    else:
        assert (outcome.outcome, asked) == (AttemptOutcome.FAILED, [])
        assert "CERTIFICATE_VERIFY_FAILED" in outcome.message


@pytest.fixture
def netconf(node: Settings, tmp_path: Path) -> Iterator[PlayedNetconf]:
    """A device that speaks NETCONF, and an executor node whose profile says so."""
    profile = "user: noc, private_key_file: none, transport: netconf, network_os: ansible.netcommon.default"
    node.profiles.write_text(f"default: {{{profile}}}\n")
    with played_netconf(tmp_path / "device", PASSWORD) as played:
        yield played


def speak_netconf(
    node: Settings, device: PlayedNetconf, module: str, host_key: str = "", **more: Any
) -> Outcome:
    """Carry out an attempt on it, and see that nothing of it is left here."""
    place = {"address": "127.0.0.1", "port": device.port, "host_keys": [host_key or device.host_key]}
    leaves = more.pop("leaves", {})
    document = attempt(module, host=place, arguments=arguments(**leaves), timeout_ms=120_000, **more)
    boxed = sealed(node, document, credential("password", "login", password=PASSWORD))
    outcome = module_executor(node).run(read_attempt(boxed), lambda: None)
    assert list(node.attempts_folder.iterdir()) == []
    assert outcome.transport is Transport.NETCONF
    assert PASSWORD not in json.dumps(outcome.as_document())
    return outcome


def test_a_device_is_asked_over_netconf(node: Settings, netconf: PlayedNetconf) -> None:
    leaves = {"source": "running", "display": "xml"}
    outcome = speak_netconf(node, netconf, "ansible.netcommon.netconf_get", leaves=leaves)
    assert outcome.outcome == AttemptOutcome.SUCCEEDED, outcome.message
    assert "<description>old</description>" in outcome.stdout
    assert (netconf.shown, netconf.asked[0]) == ([PASSWORD], "get-config")


@pytest.mark.parametrize("check_mode", [True, False], ids=["check mode", "in earnest"])
def test_a_device_is_configured_over_netconf(
    node: Settings, netconf: PlayedNetconf, check_mode: bool
) -> None:
    content = f'<config><system xmlns="{SYSTEM}"><description>uplink</description></system></config>'
    outcome = speak_netconf(
        node,
        netconf,
        "ansible.netcommon.netconf_config",
        check_mode=check_mode,
        leaves={"content": content, "target": "running", "lock": "never"},
    )
    assert outcome.outcome == AttemptOutcome.CHANGED, outcome.message
    assert netconf.description == ("old" if check_mode else "uplink")


def test_an_impostor_who_speaks_netconf_is_shown_no_password(node: Settings, netconf: PlayedNetconf) -> None:
    module = "ansible.netcommon.netconf_get"
    outcome = speak_netconf(node, netconf, module, host_key=HOST_KEY, leaves={"source": "running"})
    assert outcome.outcome in (AttemptOutcome.FAILED, AttemptOutcome.UNREACHABLE)
    assert netconf.shown == []


def _read(pid: int, name: str) -> str:
    try:
        return (PROC / str(pid) / name).read_bytes().decode(errors="replace")
    except OSError:
        return ""
