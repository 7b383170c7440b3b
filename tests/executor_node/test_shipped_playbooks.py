"""Playbook steps: a whole playbook that ships with the executor node, on a real SSH host."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from noc_executor_node.documents import read_attempt
from noc_executor_node.errors import Invalid
from noc_executor_node.executors.playbook import pids_in
from noc_executor_node.executors.shipped_playbook import ShippedPlaybookExecutor, folder_digest
from noc_executor_node.outcomes import Outcome
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import arguments, attempt, data
from tests.executor_node.private_sshd import PrivateSshd, free_port

Run = Callable[..., Outcome]
WRITES = """\
- hosts: all
  gather_facts: false
  tasks:
    - name: write what was said
      ansible.builtin.copy: {content: "{{ words }}", dest: "{{ place }}"}
    - name: say how it went
      ansible.builtin.set_stats: {data: {written: "{{ words | length }}", role: "{{ role }}"}}
    - name: remember something
      ansible.builtin.set_fact: {remembered: true}
"""
FAILS = """\
- hosts: all
  gather_facts: false
  tasks:
    - name: give up
      ansible.builtin.fail: {msg: as it was told to}
"""
RESCUES = """\
- hosts: all
  gather_facts: false
  tasks:
    - block:
        - ansible.builtin.fail: {msg: never mind}
      rescue:
        - ansible.builtin.ping:
"""
SLEEPS = """\
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.command: sleep 523
"""


@pytest.fixture
def ship(settings: Settings, tmp_path: Path) -> Callable[[str, str], Path]:
    """Puts a playbook where the executor node looks for it."""
    folder = settings.home / "playbooks"
    folder.mkdir(mode=0o755)

    def put(name: str, text: str) -> Path:
        path = folder / f"{name}.yml"
        path.write_text(text)
        path.chmod(0o644)
        return path

    return put


@pytest.fixture
def run(settings: Settings, profiles: Path, sshd: PrivateSshd) -> Run:
    """Carries out an attempt on the server, and sees that nothing of it is left on this side."""
    settings = Settings(**{**_members(settings), "playbooks": settings.home / "playbooks"})

    def carry_out(
        name: str, host: dict[str, Any] | None = None, asked_to_end: Any = lambda: None, **more: Any
    ) -> Outcome:
        place = {"address": sshd.address, "port": sshd.port, "host_keys": [sshd.host_key], **(host or {})}
        document = attempt(name, host=place, **{"work": "playbook", "timeout_ms": 60_000, **more})
        outcome = ShippedPlaybookExecutor(settings).run(read_attempt(document), asked_to_end)
        assert list(settings.attempts_folder.iterdir()) == []
        assert pids_in(settings.attempts_folder / f"{document['id']}-1") == ()
        return outcome

    return carry_out


def _members(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in settings.__slots__}


def test_a_playbook_is_run_with_its_arguments_as_literal_variables(
    run: Run, ship: Callable[[str, str], Path], tmp_path: Path
) -> None:
    path, target = ship("write-words", WRITES), tmp_path / "written"
    text = "{{ lookup('pipe', 'touch PWNED') }}"
    outcome = run("write-words", arguments=arguments(words=data(text), place=data(str(target))))
    assert outcome.outcome == AttemptOutcome.CHANGED, outcome.message
    assert target.read_text() == text
    assert outcome.result["stats"] == {"written": len(text), "role": "edge"}
    assert outcome.facts["remembered"] is True
    assert outcome.result["counts"]["ok"] == 3
    assert outcome.result["playbook"]["name"] == "write-words"
    assert outcome.result["playbook"]["folder_sha256"] == folder_digest(path)
    assert "changed: write what was said" in outcome.stdout


def test_in_check_mode_nothing_is_written(run: Run, ship: Callable[[str, str], Path], tmp_path: Path) -> None:
    ship("write-words", WRITES)
    target = tmp_path / "never"
    words = arguments(words=data("x"), place=data(str(target)))
    outcome = run("write-words", arguments=words, check_mode=True, diff=True)
    assert outcome.outcome == AttemptOutcome.CHANGED, outcome.message
    assert not target.exists()
    assert "+x" in outcome.stdout.splitlines()  # what it would have written


def test_with_template_the_author_s_texts_are_rendered_and_data_is_not(
    run: Run, ship: Callable[[str, str], Path], tmp_path: Path
) -> None:
    ship("write-words", WRITES)
    target = tmp_path / "written"
    words = {"parts": [{"text": "{{ 6 * 7 }} "}, {"data": "{{ 1 }}"}]}
    outcome = run("write-words", arguments=arguments(words=words, place=data(str(target))), template=True)
    assert outcome.outcome == AttemptOutcome.CHANGED, outcome.message
    assert target.read_text() == "42 {{ 1 }}"


def test_a_playbook_that_fails_says_why(run: Run, ship: Callable[[str, str], Path]) -> None:
    ship("gives-up", FAILS)
    outcome = run("gives-up")
    assert (outcome.outcome, outcome.message) == (AttemptOutcome.FAILED, "give up: as it was told to")


def test_a_failure_that_the_playbook_rescues_is_none(run: Run, ship: Callable[[str, str], Path]) -> None:
    ship("rescues", RESCUES)
    outcome = run("rescues")
    assert outcome.outcome == AttemptOutcome.SUCCEEDED, outcome.message
    assert outcome.result["counts"]["rescued"] == 1


def test_a_host_where_nobody_listens_is_unreachable(
    run: Run, ship: Callable[[str, str], Path], sshd: PrivateSshd
) -> None:
    ship("write-words", WRITES)
    words = arguments(words="x", place="/nowhere")
    outcome = run("write-words", host={"port": free_port(sshd.address)}, arguments=words)
    assert outcome.outcome == AttemptOutcome.UNREACHABLE


def test_one_that_takes_too_long_is_ended_with_all_it_started(
    run: Run, ship: Callable[[str, str], Path], sshd: PrivateSshd, eventually: Callable[..., None]
) -> None:
    ship("sleeps", SLEEPS)
    outcome = run("sleeps", timeout_ms=4_000)
    assert outcome.outcome == AttemptOutcome.TIMED_OUT
    eventually(lambda: not [line for line in sshd.sessions() if "sleep 523" in line])


def test_no_argument_stands_on_a_command_line_or_in_an_environment(
    run: Run, ship: Callable[[str, str], Path]
) -> None:
    ship("sleeps", SLEEPS)
    seen: list[str] = []

    def look() -> str | None:
        for process in psutil.process_iter():
            try:
                seen.append(" ".join(process.cmdline()))
                seen.extend(process.environ().values())
            except (psutil.Error, OSError):
                continue
        return "enough" if any("sleep 523" in word for word in seen) else None

    outcome = run("sleeps", arguments=arguments(password=data("s3cret-of-ours")), asked_to_end=look)
    assert outcome.outcome == AttemptOutcome.CANCELLED
    assert not [word for word in seen if "s3cret-of-ours" in word]


def test_with_no_log_only_the_word_is_told(run: Run, ship: Callable[[str, str], Path]) -> None:
    ship("gives-up", FAILS)
    outcome = run("gives-up", no_log=True)
    assert (outcome.outcome, outcome.stdout, outcome.result) == (AttemptOutcome.FAILED, "", {})
    assert "as it was told to" not in outcome.message


@pytest.mark.parametrize(
    ("name", "code"), [("nobody-ships-this", "playbook.unknown"), ("gives-up", "playbook.open_to_others")]
)
def test_what_is_not_shipped_or_may_be_written_by_others_fails(
    run: Run, ship: Callable[[str, str], Path], name: str, code: str
) -> None:
    ship("gives-up", FAILS).chmod(0o666)
    outcome = run(name)
    assert (outcome.outcome, outcome.message.partition(":")[0]) == (AttemptOutcome.FAILED, code)


@pytest.mark.parametrize("name", ["ansible_host", "ANSIBLE_CONNECTION", "hostvars", "a-b"])
def test_an_argument_can_not_say_how_the_host_is_reached(
    run: Run, ship: Callable[[str, str], Path], name: str
) -> None:
    ship("gives-up", FAILS)
    outcome = run("gives-up", arguments=arguments(**{name: data("x")}))
    assert (outcome.outcome, outcome.message.partition(":")[0]) == (
        AttemptOutcome.FAILED,
        "playbook.argument_refused",
    )


@pytest.mark.parametrize("name", ["../up", "a/b", "UPPER", ".hidden", "a" * 64, "a.yml", ""])
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(Invalid):
        read_attempt(attempt(name, work="playbook"))
