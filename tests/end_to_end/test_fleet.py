"""The fleet's hosts are real, tell their stories, and leave nothing behind."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from demo import ports, processes
from demo.fleet import Fleet
from demo.inventory import InvalidPlan, read_plans
from demo.layers import ROOT
from demo.stories import SERVICE_STORIES, UNIT, HostPlan

ASK = f"systemctl is-active {UNIT}"


def told(fleet: Fleet, command: str) -> list[str]:
    return fleet.ssh("host", command).stdout.split()


@pytest.mark.parametrize(
    ("service", "command", "answers"),
    [
        ("up", ASK, ["active"]),
        ("back-at-once", f"{ASK}; systemctl restart {UNIT}; {ASK}", ["inactive", "active"]),
        (
            "back-at-the-third-probe",
            f"systemctl restart {UNIT}; {ASK}; {ASK}; {ASK}",
            ["activating", "activating", "active"],
        ),
        (
            "never-back",
            f"systemctl restart {UNIT} && echo restarted; {ASK}; {ASK}",
            ["restarted", "failed", "failed"],
        ),
        (
            "restart-refused",
            f"systemctl restart {UNIT} 2>/dev/null || echo refused; {ASK}",
            ["refused", "failed"],
        ),
        ("still-starting", f"{ASK}; {ASK}", ["activating", "active"]),
    ],
)
def test_a_service_behaves_as_its_story_says(
    tmp_path: Path, service: str, command: str, answers: list[str]
) -> None:
    with Fleet(tmp_path / "f", [HostPlan("host", service)]) as fleet:
        assert told(fleet, command) == answers
        fleet.reset()
        assert told(fleet, command) == answers


def test_every_story_that_can_be_reached_is_told_above() -> None:
    marks = test_a_service_behaves_as_its_story_says.pytestmark
    assert {case[0] for case in marks[0].args[1]} == set(SERVICE_STORIES) - {"unreachable"}


def test_a_host_knows_only_its_own_unit_and_disks(tmp_path: Path) -> None:
    with Fleet(tmp_path / "f", [HostPlan("host", disks={"/var": 612})]) as fleet:
        assert fleet.ssh("host", "systemctl is-active sshd").returncode == 4
        assert told(fleet, "df --output=avail --block-size=1M /var") == ["Avail", "612"]
        assert fleet.ssh("host", "df --output=avail /srv").returncode == 1


def test_a_session_is_at_home_in_the_fleet_however_home_is_spelt(tmp_path: Path) -> None:
    with Fleet(tmp_path / "f", [HostPlan("host")]) as fleet:
        home = str(fleet.host("host").home)
        assert told(fleet, f"pwd; echo ~ ~{fleet.user} ~{fleet.user}/.ansible/tmp; echo $HOME") == [
            home,
            home,
            home,
            f"{home}/.ansible/tmp",
            home,
        ]


def test_nobody_answers_at_an_unreachable_host(tmp_path: Path) -> None:
    with Fleet(tmp_path / "f", [HostPlan("host"), HostPlan("gone", "unreachable")]) as fleet:
        refused = fleet.ssh("gone", "true")
        assert refused.returncode == 255
        assert "Connection refused" in refused.stderr


def test_each_host_has_its_own_key_and_a_stranger_in_its_place_is_noticed(tmp_path: Path) -> None:
    with Fleet(tmp_path / "f", [HostPlan("host"), HostPlan("other")]) as fleet:
        first, second = (place.host_keys for place in fleet.places().values())
        assert first != second
        fleet.known_hosts.write_text(fleet.known_hosts.read_text().replace(first[0], second[0]))
        assert "REMOTE HOST IDENTIFICATION HAS CHANGED" in fleet.ssh("host", "true").stderr


def test_what_a_session_leaves_running_ends_with_the_fleet(tmp_path: Path) -> None:
    with Fleet(tmp_path / "f", [HostPlan("host")]) as fleet:
        fleet.ssh("host", "setsid sleep 600 </dev/null >/dev/null 2>&1 & echo $!")
        sleeping = [p for p in processes.belonging_to(fleet.folder) if "sleep" in p.name()]
        assert sleeping
    assert not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in sleeping)
    assert processes.belonging_to(fleet.folder) == []
    assert not ports.answers(fleet.hosts[0].address, fleet.port)


def test_a_fleet_whose_owner_is_killed_goes_with_it(tmp_path: Path) -> None:
    owner_says = (
        "import time, pathlib, demo.fleet, demo.stories\n"
        "plans = [demo.stories.HostPlan('host')]\n"
        f"fleet = demo.fleet.Fleet(pathlib.Path({str(tmp_path / 'f')!r}), plans)\n"
        "fleet.start()\n"
        "print(fleet.port, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", owner_says], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        port = int(owner.stdout.readline())
        servers = processes.tree([owner.pid])[1:]
        assert servers
        owner.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs([p for p in servers if p.is_running()], timeout=60)
    assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []
    assert not ports.answers("127.1.0.1", port)


def test_an_inventory_with_an_unknown_story_is_refused(tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.yml"
    inventory.write_text("all: {children: {web: {hosts: {web1: {demo_service: on-fire}}}}}\n")
    with pytest.raises(InvalidPlan, match=r"web1: there is no story 'on-fire'; there are: back-at-once, "):
        read_plans(inventory)
