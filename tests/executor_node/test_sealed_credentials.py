"""Credentials in boxes: opened for their own attempt alone, used over real SSH, shown nowhere, gone afterwards."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.documents import read_attempt
from noc_executor_node.executors.playbook import PlaybookExecutor
from noc_executor_node.executors.resident.conversation import Conversation
from noc_executor_node.executors.resident.executor import ResidentExecutor
from noc_executor_node.executors.resident.key_files import lent_key, sweep_keys
from noc_executor_node.masking import masked
from noc_executor_node.outcomes import Outcome
from noc_executor_node.sealing_key import own_sealing_key
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import arguments, attempt, text
from tests.executor_node.private_sshd import PrivateSshd, profiles_yaml
from tests.executor_node.sealed_documents import credential, sealed

SECRET = "S3cr3t-ÄÖ{{x}}'\"$"
#: Stands in for sudo: asks for a password as sudo does, and says which one it was given.
ASKING_SUDO = (
    '#!/bin/sh\nwhile [ "$1" ]; do [ "$1" = -p ] && prompt=$2; was=$1; shift; [ "$was" = -u ] && break; done\n'
    'printf "%s" "$prompt" >&2; read -r given; [ "$given" = "$(cat {known})" ] || exit 1\n'
    'shift; BECAME=another exec "$@"\n'
)


def place(sshd: PrivateSshd) -> dict[str, Any]:
    return {"address": sshd.address, "port": sshd.port, "host_keys": [sshd.host_key]}


def command(sshd: PrivateSshd, *argv: str, **more: Any) -> dict[str, Any]:
    given = arguments(argv=list(argv), expand_argument_vars=False)
    return attempt("ansible.builtin.command", host=place(sshd), arguments=given, **more)


def run(settings: Settings, document: dict[str, Any]) -> Outcome:
    return PlaybookExecutor(settings).run(read_attempt(document), lambda: None)


@pytest.fixture
def useless_profile(settings: Settings, sshd: PrivateSshd, tmp_path: Path) -> None:
    """Connection profiles whose own key opens nothing: it isn't there."""
    settings.profiles.write_text(profiles_yaml(sshd, private_key_file=str(tmp_path / "nothing")))


@pytest.mark.usefixtures("useless_profile")
def test_a_key_from_a_box_logs_in_and_is_gone_afterwards(settings: Settings, sshd: PrivateSshd) -> None:
    key = credential("ssh_key", "login", private_key=sshd.user_key.read_text())
    outcome = run(settings, sealed(settings, command(sshd, "echo", "in"), key))
    assert (outcome.outcome, outcome.stdout) == (AttemptOutcome.CHANGED, "in"), outcome.message
    assert list(settings.attempts_folder.iterdir()) == []


@pytest.mark.usefixtures("useless_profile")
def test_a_key_from_a_box_keeps_a_connection_warm_and_is_gone_after_each_step(
    settings: Settings, sshd: PrivateSshd, residents: Path
) -> None:
    executor = ResidentExecutor(settings, Conversation(residents))
    key = credential("ssh_key", "login", private_key=sshd.user_key.read_text())
    parents = []
    for _ in range(2):
        document = sealed(settings, command(sshd, "sh", "-c", "echo $PPID"), key)
        outcome = executor.run(read_attempt(document), lambda: None)
        assert (outcome.outcome, outcome.transport) == (AttemptOutcome.CHANGED, "mitogen"), outcome.message
        parents.append(outcome.stdout)
        assert [path.name for path in (residents / "keys").iterdir()] == ["lock"]
    executor.close()
    assert parents[0] == parents[1], "both were started by the same interpreter on the host"


@pytest.mark.usefixtures("useless_profile")
def test_another_key_is_another_connection(
    settings: Settings, sshd: PrivateSshd, residents: Path, tmp_path: Path
) -> None:
    executor = ResidentExecutor(settings, Conversation(residents))
    right = credential("ssh_key", "login", private_key=sshd.user_key.read_text())
    stranger = tmp_path / "stranger"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(stranger)], check=True)
    wrong = credential("ssh_key", "login", private_key=stranger.read_text())

    let_in = executor.run(read_attempt(sealed(settings, command(sshd, "true"), right)), lambda: None)
    kept_out = executor.run(read_attempt(sealed(settings, command(sshd, "true"), wrong)), lambda: None)

    executor.close()
    assert let_in.outcome is AttemptOutcome.CHANGED, let_in.message
    assert kept_out.outcome is AttemptOutcome.UNREACHABLE


def test_a_key_stays_while_anybody_needs_it_and_what_the_dead_were_lent_is_swept(tmp_path: Path) -> None:
    with lent_key(tmp_path, "k", "secret", "a"):
        with lent_key(tmp_path, "k", "secret", "b"):
            pass
        assert (tmp_path / "k").read_text() == "secret"
        assert (tmp_path / "k").stat().st_mode & 0o077 == 0
    assert not (tmp_path / "k").exists()

    died = lent_key(tmp_path, "k", "secret", "died")
    died.__enter__()
    sweep_keys(tmp_path, lambda: {"died"})
    assert (tmp_path / "k").exists()
    sweep_keys(tmp_path, set)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


@pytest.mark.usefixtures("useless_profile")
def test_without_a_box_the_profile_decides(settings: Settings, sshd: PrivateSshd) -> None:
    outcome = run(settings, command(sshd, "true"))
    assert outcome.message.startswith("profile.key_missing")


@pytest.mark.usefixtures("profiles")
@pytest.mark.parametrize(
    ("purpose", "code"),
    [
        ({"attempt": "another"}, "credential.box_foreign"),
        ({"lease": 2}, "credential.box_foreign"),
        ({"host": "web2"}, "credential.box_foreign"),
        ({"expires_at": (datetime.now(UTC) - timedelta(minutes=2)).isoformat()}, "credential.box_expired"),
        ({"expires_at": "soon"}, "credential.box_unreadable"),
    ],
)
def test_a_box_for_anything_else_runs_nothing(
    settings: Settings, sshd: PrivateSshd, purpose: dict[str, Any], code: str
) -> None:
    document = sealed(
        settings, command(sshd, "true"), credential("password", "login", password="x"), **purpose
    )
    outcome = run(settings, document)
    assert (outcome.outcome, outcome.message.split(":")[0]) == (AttemptOutcome.UNREACHABLE, code)


@pytest.mark.usefixtures("profiles")
def test_a_box_for_another_executor_node_doesn_t_open(settings: Settings, sshd: PrivateSshd) -> None:
    document = sealed(settings, command(sshd, "true"), credential("password", "login", password="x"))
    settings.sealing_key_file.unlink()
    own_sealing_key(settings.sealing_key_file)
    assert run(settings, document).message.startswith("credential.box_unreadable")


def test_a_become_password_is_what_becoming_asks_for(
    settings: Settings, sshd: PrivateSshd, tmp_path: Path
) -> None:
    known, program = tmp_path / "known", tmp_path / "asking-sudo"
    known.write_text(SECRET)
    program.write_text(ASKING_SUDO.replace("{known}", str(known)))
    program.chmod(0o755)
    other = "nobody" if sshd.user == "root" else "root"
    settings.profiles.write_text(profiles_yaml(sshd, become_exe=str(program), become_user=other))
    become = credential("become_password", "become", password=SECRET)

    outcome = run(
        settings, sealed(settings, command(sshd, "sh", "-c", "echo by $BECAME", become=True), become)
    )
    assert (outcome.outcome, outcome.stdout) == (AttemptOutcome.CHANGED, "by another"), outcome
    wrong = credential("become_password", "become", password="something else")
    outcome = run(settings, sealed(settings, command(sshd, "true", become=True), wrong))
    assert outcome.outcome == AttemptOutcome.FAILED
    assert "something else" not in repr(outcome)


@pytest.mark.usefixtures("profiles")
def test_what_a_host_prints_of_a_secret_is_masked(settings: Settings, sshd: PrivateSshd) -> None:
    become = credential("become_password", "become", password=SECRET)
    document = sealed(settings, command(sshd, "printf", "%s", f"it is {SECRET}!"), become)
    outcome = run(settings, document)
    assert outcome.stdout == "it is [hidden]!"
    assert SECRET not in repr(outcome)


@pytest.mark.usefixtures("profiles")
def test_no_variable_shows_a_secret_to_a_template(settings: Settings, sshd: PrivateSshd) -> None:
    become = credential("become_password", "become", password=SECRET)
    message = text(
        "{{ ansible_become_password | default(ansible_become_pass) | default('no such variable') }}"
    )
    shown = attempt(
        "ansible.builtin.debug", host=place(sshd), arguments=arguments(msg=message), template=True
    )
    outcome = run(settings, sealed(settings, shown, become))
    assert "no such variable" in repr(outcome)


def test_every_common_form_of_a_secret_is_masked() -> None:
    forms = [
        "S3cr3t-\\u00c4\\u00d6{{x}}'\\\"$",
        "UzNjcjN0LcOEw5Z7e3h9fSciJA",
        "S3cr3t-%C3%84%C3%96%7B%7Bx%7D%7D%27%22%24",
    ]
    outcome = Outcome(
        AttemptOutcome.FAILED,
        stdout=" ".join(forms),
        stderr=SECRET,
        message=SECRET,
        facts={"a": [SECRET]},
        result={SECRET: {"b": repr(SECRET)}},
    )
    kept = masked(outcome, [SECRET])
    assert "S3cr3t" not in repr(kept) and "UzNjcjN0" not in repr(kept)
    assert kept.stdout == "[hidden] [hidden] [hidden]"
