"""The commands `check` and `rehearse`: what they print and with which code they end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from noc_scheduler.cli import main

SOUND = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: sound}
spec:
  nodes:
    begin: {kind: start, next: which}
    which: {kind: decision, branches: [{when: "'web' in host.groups", next: look}], otherwise: done}
    look: {kind: task, purpose: monitoring, module: ansible.builtin.ping, next: done}
    done: {kind: end}
"""
REHEARSAL = """
apiVersion: noc/v1
kind: Rehearsal
story: Only web hosts are looked at.
procedure: sound.yml
hosts: {web1: {groups: [web]}, db1: {}}
expect:
  status: succeeded
  hosts:
    web1: {path: [begin, which, look, done]}
    db1: {path: [begin, which, done]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sound.yml").write_text(SOUND)
    (tmp_path / "rehearsal.yml").write_text(REHEARSAL)
    (tmp_path / "warned.yml").write_text(
        SOUND.replace("spec:\n", "spec:\n  parameters: {x: {type: string}}\n")
    )
    (tmp_path / "unsound.yml").write_text(SOUND.replace("otherwise: done", "otherwise: nowhere"))
    (tmp_path / "binary.yml").write_bytes(b"\xff\xfe\0")
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_sound_procedure_ends_with_0(folder: Path) -> None:
    told = run("check", folder / "sound.yml")
    assert (told.exit_code, told.output) == (0, f"ok {folder / 'sound.yml'}\n")


def test_warnings_are_told_and_end_with_0(folder: Path) -> None:
    told = run("check", folder / "warned.yml")
    assert told.exit_code == 0
    assert "warning param.unused" in told.output


def test_errors_end_with_1_and_stand_where_they_are(folder: Path) -> None:
    told = run("check", folder / "sound.yml", folder / "unsound.yml")
    assert told.exit_code == 1
    assert f"{folder / 'unsound.yml'}:8: error edge.dangling (which): " in told.output


def test_json_is_one_finding_a_line(folder: Path) -> None:
    told = run("check", "--json", folder / "sound.yml", folder / "unsound.yml", folder / "warned.yml")
    findings = [json.loads(line) for line in told.output.splitlines()]
    assert [(each["severity"], each["code"], each["node"], each["line"]) for each in findings] == [
        ("error", "edge.dangling", "which", 8),
        ("warning", "param.unused", None, 6),
    ]
    assert set(findings[0]) == {"file", "severity", "code", "node", "line", "message"}
    assert findings[0]["file"] == str(folder / "unsound.yml")


@pytest.mark.parametrize(
    ("name", "code"), [("nothing.yml", "file.unreadable"), ("binary.yml", "encoding.not_utf8")]
)
def test_what_cannot_be_read_is_a_finding(folder: Path, name: str, code: str) -> None:
    told = run("check", "--json", folder / name)
    assert told.exit_code == 1
    assert json.loads(told.output)["code"] == code


@pytest.mark.parametrize("arguments", [("check",), ("rehearse",), ("check", "--colour", "x"), ("chek", "x")])
def test_a_wrong_command_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_rehearsal_that_holds_is_one_line(folder: Path) -> None:
    told = run("rehearse", folder / "rehearsal.yml")
    assert told.exit_code == 0
    assert told.output == f"ok    {folder / 'rehearsal.yml'}  Only web hosts are looked at.\n"


def test_a_rehearsal_that_does_not_hold_says_where(folder: Path) -> None:
    altered = REHEARSAL.replace("[begin, which, look, done]", "[begin, which, done]").replace(
        "status: succeeded", "status: failed"
    )
    (folder / "rehearsal.yml").write_text(altered)
    told = run("rehearse", folder / "rehearsal.yml")
    assert told.exit_code == 1
    assert told.output.splitlines()[1:] == [
        "  status: expected failed, was succeeded",
        "  web1: path differs at visit 3",
        "    expected begin, which, [done]",
        "    walked   begin, which, [look], done",
    ]


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ("visited: [begin, done]", "web1: visited: expected begin, done, were begin, done, look, which"),
        ("changed: true", "web1: changed: expected True, was False"),
        ("messages: [hello]", "web1: messages: expected ['hello'], was []"),
        ("took: 5s", "web1: took: expected 5s, was 0s"),
        ("status: failed", "web1: status: expected failed, was succeeded"),
        ("reason: {outcome: failed}", "web1: reason.outcome: expected failed, was None"),
    ],
)
def test_everything_that_is_expected_is_compared(folder: Path, expected: str, difference: str) -> None:
    (folder / "rehearsal.yml").write_text(REHEARSAL.replace("path: [begin, which, look, done]", expected))
    told = run("rehearse", folder / "rehearsal.yml")
    assert (told.exit_code, told.output.splitlines()[1:]) == (1, [f"  {difference}"])


def test_a_trace_tells_every_decision_with_its_values(folder: Path) -> None:
    told = run("rehearse", "--trace", folder / "rehearsal.yml")
    assert "which branch_1: 'web' in host.groups is true (host.groups = [\"web\"])" in told.output
    assert (
        "which otherwise: nothing was true: 'web' in host.groups is false (host.groups = [])" in told.output
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("procedure: sound.yml", "procedure: nothing.yml", "can't be read"),
        ("procedure: sound.yml", "procedure: binary.yml", "not UTF-8"),
        ("procedure: sound.yml", "story2: x", "not known here"),
        ("procedure: sound.yml", "params: {}", "one procedure"),
        ("hosts: {w", "results: {lok: {}}\nhosts: {w", "there is no node 'lok'"),
        ("hosts: {w", "results: {look: {rc: zero}}\nhosts: {w", "must be a whole number"),
        ("hosts: {w", "params: {x: 1}\nhosts: {w", "not declared"),
        ("kind: Rehearsal", "kind: Procedure", "must be one of Rehearsal"),
        ("expect:", "expected:", "'expect' is missing"),
    ],
)
def test_a_rehearsal_that_cannot_be_run_ends_with_1(folder: Path, old: str, new: str, said: str) -> None:
    (folder / "rehearsal.yml").write_text(REHEARSAL.replace(old, new))
    told = run("rehearse", folder / "rehearsal.yml")
    assert told.exit_code == 1
    assert said in told.output


def test_a_host_that_is_not_there_is_a_difference(folder: Path) -> None:
    (folder / "rehearsal.yml").write_text(REHEARSAL.replace("    db1: {path", "    db2: {path"))
    told = run("rehearse", folder / "rehearsal.yml")
    assert (told.exit_code, "db2: there is no such host" in told.output) == (1, True)


def test_checking_needs_neither_flask_nor_a_database(folder: Path) -> None:
    program = """
import sys
from noc_scheduler.cli import main
main(["check", sys.argv[1]], standalone_mode=False)
print(sorted({"flask", "sqlalchemy", "celery", "httpx", "redis"} & set(sys.modules)))
"""
    told = subprocess.run(
        [sys.executable, "-c", program, folder / "sound.yml"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout.splitlines()[-1] == "[]"
