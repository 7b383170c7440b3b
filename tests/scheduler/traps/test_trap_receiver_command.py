"""`noc-scheduler traps`: a process that starts from its file alone, says what is wrong with it, and ends when told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from noc_scheduler.errors import InsecureKeyFile, WrongSettings
from noc_scheduler.traps.configuration import read_configuration

GOOD = "listen: 127.0.0.1:0\nscheduler: http://127.0.0.1:1\n"


def command(path: Path) -> "subprocess.Popen[str]":
    program = Path(sys.executable).with_name("noc-scheduler")
    home = {"PATH": os.environ["PATH"], "NOC_SCHEDULER_HOME": str(path.parent / "nothing-here")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([program, "traps", path], env=home, text=True, **pipes)  # type: ignore[call-overload]


def test_it_runs_without_database_or_key_and_ends_when_told(tmp_path: Path) -> None:
    path = tmp_path / "traps.yml"
    path.write_text(GOOD)
    process = command(path)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("traps are received at 127.0.0.1:")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert not (tmp_path / "nothing-here").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("listen: nowhere\nscheduler: http://a", "listen: write HOST:PORT"),
        ("[", "can't be read"),
        (GOOD + "colour: red", "colour: is not known"),
        (GOOD + "communities: [{community_file: FILE, sources: []}]", "sources: name the networks"),
        (GOOD + "communities: [{community_file: FILE, sources: [all]}]", "sources"),
        (GOOD + "communities: [{community_file: OPEN, sources: [10.0.0.0/8]}]", "may be read by others"),
        (GOOD + "users: [{name: a, engine_id: zz}]", "engine_id: needs 5 to 32 bytes"),
        (GOOD + "traps: [{oid: link, schedule: x, secret_file: FILE}]", "oid: needs numbers"),
        (GOOD + "traps: [{oid: 1.3.6, schedule: x, secret_file: FILE}]", "schedule needs the id"),
    ],
)
def test_a_file_it_cannot_work_with_is_explained_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    for name, mode in (("held", 0o600), ("open", 0o644)):
        (tmp_path / name).write_text("a secret")
        (tmp_path / name).chmod(mode)
    path = tmp_path / "traps.yml"
    path.write_text(text.replace("FILE", str(tmp_path / "held")).replace("OPEN", str(tmp_path / "open")))
    with pytest.raises((WrongSettings, InsecureKeyFile)) as refused:
        read_configuration(path)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_missing_ends_it_with_one_line(tmp_path: Path) -> None:
    process = command(tmp_path / "nowhere.yml")
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.count("\n")) == (78, 1), errors
