"""Becoming another user by the profile's program alone, and outputs of many megabytes, on a real SSH host."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.documents import read_attempt
from noc_executor_node.executors.interface import Executor
from noc_executor_node.outcomes import Outcome
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import arguments, attempt
from tests.executor_node.conftest import MakeExecutor
from tests.executor_node.private_sshd import PrivateSshd, profiles_yaml

Run = Callable[..., Outcome]
#: Stands in for sudo: notes for whom it was asked, and lets the command know that it came this way.
FAKE_SUDO = '#!/bin/sh\necho "$@" >> {asked}\nfor last; do :; done\nBECAME=another exec /bin/sh -c "$last"\n'


@pytest.fixture
def asked(settings: Settings, sshd: PrivateSshd, tmp_path: Path) -> Path:
    """Where the program that the profile becomes root with notes what it was asked."""
    asked, program = tmp_path / "asked", tmp_path / "fake-sudo"
    program.write_text(FAKE_SUDO.format(asked=asked))
    program.chmod(0o755)
    other = "nobody" if sshd.user == "root" else "root"  # Ansible asks nobody to become what one is
    settings.profiles.write_text(profiles_yaml(sshd, become_exe=str(program), become_user=other))
    return asked


@pytest.fixture
def run(make_executor: MakeExecutor, sshd: PrivateSshd) -> Run:
    """Has a script run on the server."""

    def carry_out(settings: Settings, script: str, **more: Any) -> Outcome:
        return _run(make_executor(settings), sshd, script, more)

    return carry_out


def _run(executor: Executor, sshd: PrivateSshd, script: str, more: dict[str, Any]) -> Outcome:
    place = {"address": sshd.address, "port": sshd.port, "host_keys": [sshd.host_key]}
    argv = arguments(argv=["sh", "-c", script], expand_argument_vars=False)
    document = attempt("ansible.builtin.command", host=place, arguments=argv, **more)
    return executor.run(read_attempt(document), lambda: None)


def test_with_become_it_runs_by_the_profile_s_program(run: Run, settings: Settings, asked: Path) -> None:
    outcome = run(settings, 'echo "by $BECAME"', become=True)
    assert (outcome.outcome, outcome.stdout) == (AttemptOutcome.CHANGED, "by another"), outcome.message
    assert "-u nobody" in asked.read_text() or "-u root" in asked.read_text()


def test_without_become_nobody_is_asked(run: Run, settings: Settings, asked: Path) -> None:
    outcome = run(settings, 'echo "by ${BECAME:-itself}"')
    assert (outcome.outcome, outcome.stdout) == (AttemptOutcome.CHANGED, "by itself")
    assert not asked.exists()


def test_a_program_that_refuses_fails_the_attempt(run: Run, settings: Settings, asked: Path) -> None:
    asked.with_name("fake-sudo").write_text("#!/bin/sh\necho 'a password is required' >&2\nexit 1\n")
    outcome = run(settings, "true", become=True)
    assert outcome.outcome == AttemptOutcome.FAILED
    assert "password" in outcome.message + outcome.stdout + outcome.stderr


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_ten_megabytes_come_through_whole(run: Run, settings: Settings, profiles: Path, stream: str) -> None:
    size = 10 * 2**20
    to = ">&2" if stream == "stderr" else ""
    outcome = run(settings, f"head -c {size} /dev/zero | tr '\\0' x {to}", timeout_ms=120_000)
    assert outcome.outcome == AttemptOutcome.CHANGED, outcome.message
    assert getattr(outcome, stream) == "x" * size
    assert not outcome.truncated


def test_what_is_larger_keeps_its_beginning_and_its_end(run: Run, settings: Settings, profiles: Path) -> None:
    small = replace(settings, output_limit=2**20)
    script = f"echo first; head -c {3 * 2**20} /dev/zero | tr '\\0' x; echo last"
    outcome = run(small, script, timeout_ms=120_000)
    assert outcome.outcome == AttemptOutcome.CHANGED, outcome.message
    assert outcome.truncated
    assert outcome.stdout.startswith("first\n")
    assert outcome.stdout.endswith("xlast")
    assert len(outcome.stdout) <= 2**20 + 100
