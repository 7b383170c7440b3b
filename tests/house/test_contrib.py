"""What ships for systemd starts the processes that there are, with settings that there are."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SYSTEMD = ROOT / "contrib/systemd"
LAYERS = ("presentation", "scheduler", "executor-node")


def procfile() -> dict[str, set[str]]:
    """The processes of each layer."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "Procfile").read_text().splitlines():
        program, process = line.split(": ")[1].split()
        found.setdefault(program.removeprefix("noc-"), set()).add(process)
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_a_unit_starts_its_layers_processes_as_the_page_says(layer: str) -> None:
    unit = (SYSTEMD / f"noc-{layer}@.service").read_text()
    named = set(re.findall(rf"noc-{layer}@(\w+)", unit.splitlines()[0]))
    enabled = re.search(rf"systemctl enable --now (noc-{layer}@.*)", (ROOT / "docs/install.md").read_text())

    assert f"ExecStart=/opt/noc/{layer}/bin/noc-{layer} %i\n" in unit
    assert f"EnvironmentFile=/etc/noc/{layer}.env\n" in unit
    assert enabled is not None
    assert named == procfile()[layer] == set(re.findall(r"@(\w+)", enabled[1]))


@pytest.mark.parametrize("layer", LAYERS)
def test_an_environment_file_names_settings_that_help_lists(layer: str) -> None:
    lines = (SYSTEMD / f"{layer}.env").read_text().splitlines()
    names = {line.partition("=")[0] for line in lines if not line.startswith("#")}
    program = Path(sys.executable).with_name(f"noc-{layer}")
    told = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout

    assert names
    assert names <= set(re.findall(r"NOC_[A-Z_]+", told))


def test_a_command_runs_with_the_settings_of_its_layer_as_services_read_them(tmp_path: Path) -> None:
    """As the user who asks: becoming another one is setpriv's, and wants a machine of one's own."""
    url = "postgresql+psycopg://noc@db/noc?sslmode=require&application_name=a$b c"
    (tmp_path / "scheduler.env").write_text(
        f'# a comment\nNOC_SCHEDULER_DATABASE_URL={url}\nNOC_X="two words"'
    )
    program = tmp_path / "scheduler/bin/noc-scheduler"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$HOME|$NOC_SCHEDULER_DATABASE_URL|$NOC_X|$*"\n')
    program.chmod(0o755)
    (tmp_path / "id").write_text("#!/bin/sh\necho noc-scheduler\n")
    (tmp_path / "id").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "NOC_ETC": str(tmp_path), "NOC_OPT": str(tmp_path)}

    told = subprocess.run(
        [SYSTEMD / "noc-as", "scheduler", "pair", "presentation"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    refused = subprocess.run([SYSTEMD / "noc-as"], env=environment, capture_output=True, text=True)

    assert told.stdout == f"/var/lib/noc-scheduler|{url}|two words|pair presentation\n"
    assert (refused.returncode, refused.stderr[:6]) == (64, "usage:")
