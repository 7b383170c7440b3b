"""SNMP traps: sent by Debian's snmptrap, believed only where they are proved, and handed to the scheduler."""

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from noc_scheduler.traps.configuration import read_configuration
from noc_scheduler.traps.receiver import Receiver
from tests.scheduler.api.senders import ANNA, sender
from tests.scheduler.conftest import World
from tests.scheduler.traps.datagrams import v2c_trap

LINK_DOWN, FAN = "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.4.1.8072.9999.1"
NAME = "1.3.6.1.2.1.31.1.1.1.1.7"
ENGINE = "0x8000000001020304"
V2C = v2c_trap("site-a", LINK_DOWN, NAME, "ge-0/0/1")
LOOK = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: look}
spec:
  parameters:
    port: {type: string}
  nodes:
    begin: {kind: start, next: see}
    see: {kind: task, purpose: monitoring, module: ansible.builtin.command, next: done}
    done: {kind: end}
"""
RESTART = LOOK.replace("purpose: monitoring", "purpose: action").replace("look", "restart")


class Switch:
    """A machine that sends traps with Debian's snmptrap."""

    def __init__(self, receiver: Receiver, folder: Path) -> None:
        self.receiver, self.folder = receiver, folder
        self.place = f"127.0.0.1:{receiver.address[1]}"
        self.snmptrap = shutil.which("snmptrap")
        assert self.snmptrap, "install Debian's snmp: make system"

    def _send(self, *words: str) -> None:
        state = {"SNMP_PERSISTENT_DIR": str(self.folder), "SNMPCONFPATH": str(self.folder), "MIBS": ""}
        subprocess.run([str(self.snmptrap), *words], check=True, timeout=20, env=state, capture_output=True)

    def v2c(self, community: str = "site-a", oid: str = LINK_DOWN, *values: str, copies: int = 1) -> None:
        for _ in range(copies):
            self._send("-v", "2c", "-c", community, self.place, "", oid, *(values or (NAME, "s", "ge-0/0/1")))

    def v3(
        self, user: str = "switch", passphrase: str = "long enough", level: str = "authPriv", **changes: str
    ) -> None:
        security = ["-u", user, "-l", level, "-e", changes.get("engine", ENGINE)]
        keys = [
            "-a",
            "SHA-256",
            "-A",
            passphrase,
            "-x",
            "AES",
            "-X",
            changes.get("private", "long enough too"),
        ]
        self._send(
            "-v", "3", *security, *keys, self.place, "", changes.get("oid", FAN), NAME, "s", "ge-0/0/2"
        )

    def raw(self, datagram: bytes) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(datagram, self.receiver.address)

    def comes_to(self, **counts: int) -> None:
        """Wait until the receiver has counted this."""
        eventually(
            lambda: {name: self.receiver.counts[name] for name in counts} == counts, self.receiver.counts
        )


def eventually(holds: Callable[[], bool], shown: Any) -> None:
    end = monotonic() + 60
    while not holds():
        assert monotonic() < end, shown
        sleep(0.02)


def secret(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text + "\n")
    path.chmod(0o600)
    return str(path)


def keep(api: httpx.Client, world: World, text: str, name: str, **trigger: Any) -> httpx.Response:
    made = world.order(text)
    asked = {
        "name": name,
        "procedure": dict(made.procedure),
        "target": {"groups": ["web"], "hosts": []},
        "params": {},
        "actor": ANNA,
        "trigger": {"kind": "trap", "params": {"port": f"$.varbinds['{NAME}']"}, **trigger},
    }
    return api.post("/v1/schedules", json=asked)


@pytest.fixture
def switch(api: httpx.Client, wire: Any, world: World, tmp_path: Path) -> Iterator[Switch]:
    """A trap receiver for link traps of v2c and fan traps of v3, and the machine web1 at 127.0.0.1."""
    world.presentation.hosts[0]["address"] = "127.0.0.1"
    kept = {"link": keep(api, world, LOOK, "link", security="v2c"), "fan": keep(api, world, RESTART, "fan")}
    lines = []
    for (name, made), oid, security in zip(kept.items(), (LINK_DOWN, FAN), ("v2c", "v3"), strict=True):
        assert made.status_code == 201, made.text
        shown = api.post(f"/v1/schedules/{made.json()['id']}/secret", json={"actor": ANNA, "reason": ""})
        held = secret(tmp_path, name, shown.json()["secret"])
        lines += [
            f"  - {{oid: {oid}, schedule: {made.json()['id']}, secret_file: {held}, security: {security}}}"
        ]
    near = secret(tmp_path, "near", "site-a")
    far = secret(tmp_path, "far", "site-b")
    keys = (secret(tmp_path, "auth", "long enough"), secret(tmp_path, "priv", "long enough too"))
    user = f"name: switch, engine_id: '{ENGINE}', auth: SHA256, auth_file: {keys[0]}"
    text = [
        "listen: 127.0.0.1:0",
        "scheduler: http://scheduler.test",
        "communities:",
        f"  - {{community_file: {near}, sources: [127.0.0.0/8]}}",
        f"  - {{community_file: {far}, sources: [192.0.2.0/24]}}",
        f"users: [{{{user}, priv: AES128, priv_file: {keys[1]}}}]",
        "traps:",
        *lines,
    ]
    path = tmp_path / "traps.yml"
    path.write_text("\n".join(text))
    client = httpx.Client(transport=httpx.WSGITransport(wire.app), base_url="http://scheduler.test")
    receiver, stopping = Receiver(read_configuration(path), client), Event()
    running = Thread(target=receiver.run, args=(stopping,))
    running.start()
    yield Switch(receiver, tmp_path)
    stopping.set()
    running.join(20)
    assert not running.is_alive()


def executions(world: World) -> list[tuple[str, dict[str, Any]]]:
    world.drain()
    created = [event for event in world.events() if event.type == "execution.created"]
    return [(event.data["procedure"], event.data["params"]) for event in created]


def test_a_v2c_trap_starts_the_procedure_that_looks_on_the_host_it_comes_from(
    switch: Switch, world: World
) -> None:
    switch.v2c()
    switch.comes_to(received=1, handed_on=1)
    assert executions(world) == [("look", {"port": "ge-0/0/1"})]


def test_an_authenticated_and_encrypted_trap_may_start_what_acts(switch: Switch, world: World) -> None:
    switch.v3()
    switch.comes_to(received=1, handed_on=1)
    assert executions(world) == [("restart", {"port": "ge-0/0/2"})]


def test_traps_that_are_not_proved_start_nothing_and_are_counted(switch: Switch, world: World) -> None:
    switch.v2c("guessed")
    switch.v3(user="stranger")
    switch.v3(passphrase="a wrong passphrase")
    switch.v3(private="a wrong passphrase")
    switch.v3(engine="0x8000000001020399")
    switch.comes_to(received=5, unproved=5)
    switch.v2c("site-b")
    switch.comes_to(received=6, unknown_source=1)
    switch.v3(level="authNoPriv")
    switch.v3(level="noAuthNoPriv")
    switch.comes_to(received=8, handed_on=0)
    assert executions(world) == []


def test_a_trap_without_a_rule_or_too_weak_for_its_rule_starts_nothing(switch: Switch, world: World) -> None:
    switch.v2c("site-a", "1.3.6.1.4.1.1")
    switch.v2c("site-a", FAN)
    switch.comes_to(received=2, unmapped=2)
    assert executions(world) == []


def test_nonsense_is_dropped_and_the_next_trap_is_heard(switch: Switch, world: World) -> None:
    nonsense = [
        b"",
        b"\x00",
        b"\x30",
        b"\x30\x84\x80\x00\x00\x00",
        b"\x30\x80" * 1_000,
        b"\x30\x82\x03\xe8" * 500,
        b"\x30\x0c\x02\x01\x01\x04\x06public\xa7\xff",
        b"\x30\x0b\x02\x01\xff\x04\x04site\xa7\x00",
        bytes(range(256)) * 16,
        b"\xff" * 60_000,
        b"GET / HTTP/1.1\r\n\r\n",
    ]
    for datagram in nonsense:
        switch.raw(datagram)
    switch.v2c()
    switch.comes_to(received=len(nonsense) + 1, handed_on=1)
    assert sum(switch.receiver.counts[name] for name in ("malformed", "unproved", "too_large")) == len(
        nonsense
    )
    assert len(executions(world)) == 1


def test_texts_of_traps_stay_texts(switch: Switch, world: World) -> None:
    switch.v2c("site-a", LINK_DOWN, NAME, "s", "{{ lookup('pipe', 'id') }}<script>")
    switch.comes_to(handed_on=1)
    switch.v2c("site-a", LINK_DOWN, NAME, "x", "ff00fe")
    switch.comes_to(handed_on=2)
    world.drain()
    ports = [params["port"] for _, params in executions(world)]
    assert ports[0] == "{{ lookup('pipe', 'id') }}<script>"


def test_a_burst_of_traps_is_taken_whole_and_starts_one_walk(switch: Switch, world: World) -> None:
    switch.v2c()
    switch.comes_to(handed_on=1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets:
        for number in range(500):
            packets.sendto(V2C, switch.receiver.address)
            if number % 50 == 0:
                sleep(0.005)
    counts = switch.receiver.counts
    eventually(lambda: counts["handed_on"] == counts["received"] == 501, counts)
    assert len(executions(world)) == 1


@pytest.mark.proof
def test_five_thousand_traps_at_once_crash_nothing_and_each_that_arrives_is_accounted_for(
    switch: Switch, world: World
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets:
        for _ in range(5_000):
            packets.sendto(V2C, switch.receiver.address)
    counts = switch.receiver.counts
    eventually(lambda: counts["received"] > 0 and counts["handed_on"] == counts["received"], counts)
    switch.v2c()
    eventually(lambda: counts["handed_on"] == counts["received"], counts)
    assert len(executions(world)) == 1


def test_a_procedure_that_acts_is_never_given_to_traps_that_can_be_forged(
    api: httpx.Client, world: World
) -> None:
    refused = keep(api, world, RESTART, "weak", security="v2c")
    assert (refused.status_code, refused.json()["code"]) == (422, "trigger.too_weak")
    assert refused.json()["errors"][0]["path"].endswith("/see")


def test_the_scheduler_holds_to_it_whatever_a_receiver_says(
    api: httpx.Client, wire: Any, world: World
) -> None:
    made = keep(api, world, RESTART, "strong").json()
    hook = sender(wire, api, made["id"])
    trap = {"oid": FAN, "version": "v2c", "source": "web1", "varbinds": {NAME: "x"}}
    assert hook.signed({"traps": [trap]}).json()["code"] == "trap.too_weak"
    assert hook.signed({"traps": [{**trap, "version": "v3"}]}, "m2").status_code == 202
