"""A Windows host that is played as far as WinRM goes, driven by Ansible's own module, which this proof fetches."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.documents import read_attempt
from noc_executor_node.executors.by_work import module_executor
from noc_executor_node.outcomes import Outcome
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome, Transport
from tests.attacks.test_c23_tls import certificate
from tests.executor_node.attempt_documents import arguments, attempt
from tests.executor_node.fetched_collections import fetched_collections
from tests.executor_node.played_winrm import PlayedWindows, played_windows
from tests.executor_node.sealed_documents import credential, sealed

pytestmark = pytest.mark.proof
PASSWORD = "pa55-of-the-host"
Run = Callable[..., Outcome]


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlayedWindows]:
    """A host that lets `noc` in and answers each command as `win_ping` does."""
    users = tmp_path / "users"
    users.write_text(f":noc:{PASSWORD}\n")
    monkeypatch.setenv("NTLM_USER_FILE", str(users))
    whole, _ = certificate(tmp_path, "127.0.0.1", timedelta(days=1))
    with played_windows(whole, json.dumps({"changed": False, "ping": "pong"})) as played:
        yield played


@pytest.fixture
def run(settings: Settings, windows: PlayedWindows, tmp_path: Path) -> Run:
    """Asks the host for a ping, and sees that nothing of it is left here."""
    node = replace(settings, collections=(fetched_collections(),))

    def carry_out(password: str = PASSWORD, trusted: bool = True) -> Outcome:
        known = f", ca_file: {tmp_path / 'ca.pem'}" if trusted else ""
        node.profiles.write_text(f"default: {{user: noc, private_key_file: none, transport: winrm{known}}}\n")
        place: dict[str, Any] = {"address": "127.0.0.1", "port": windows.port}
        document = attempt("ansible.windows.win_ping", host=place, arguments=arguments(), timeout_ms=120_000)
        boxed = sealed(node, document, credential("password", "login", password=password))
        outcome = module_executor(node).run(read_attempt(boxed), lambda: None)
        assert list(node.attempts_folder.iterdir()) == []
        assert outcome.transport is Transport.WINRM
        assert password not in json.dumps(outcome.as_document())
        return outcome

    return carry_out


def test_a_windows_host_answers_a_ping(run: Run, windows: PlayedWindows) -> None:
    outcome = run()
    assert (outcome.outcome, outcome.result.get("ping")) == (AttemptOutcome.SUCCEEDED, "pong"), (
        outcome.message
    )
    assert {name.rpartition("\\")[2] for name in windows.came_in} == {"noc"}
    assert any(b"win_ping" in given for given in windows.given)
    assert windows.open_shells == 0


def test_a_wrong_password_opens_no_shell(run: Run, windows: PlayedWindows) -> None:
    outcome = run(password="another-pa55word")
    assert outcome.outcome in (AttemptOutcome.UNREACHABLE, AttemptOutcome.FAILED)
    assert (windows.came_in, windows.scripts) == ([], [])


def test_a_host_whose_certificate_nobody_vouches_for_is_told_nothing(
    run: Run, windows: PlayedWindows
) -> None:
    outcome = run(trusted=False)
    assert outcome.outcome in (AttemptOutcome.UNREACHABLE, AttemptOutcome.FAILED)
    assert (windows.came_in, windows.scripts) == ([], [])
