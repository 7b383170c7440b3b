"""One attempt on a real SSH host: every way it can end, what it leaves, and what stays literal."""

import os
import pwd
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.documents import read_attempt
from noc_executor_node.executors.playbook import pids_in
from noc_executor_node.outcomes import Outcome
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import HOST_KEY, arguments, attempt, data
from tests.executor_node.conftest import MakeExecutor
from tests.executor_node.private_sshd import PrivateSshd, free_port

Run = Callable[..., Outcome]
COMMAND = "ansible.builtin.command"


@pytest.fixture
def run(settings: Settings, profiles: Path, sshd: PrivateSshd, make_executor: MakeExecutor) -> Run:
    """Carries out an attempt on the server, and sees that nothing of it is left on this side."""

    executor = make_executor(settings)

    def carry_out(
        module: str = "ansible.builtin.ping", host: dict[str, Any] | None = None, **more: Any
    ) -> Outcome:
        asked_to_end = more.pop("asked_to_end", lambda: None)
        place = {"address": sshd.address, "port": sshd.port, "host_keys": [sshd.host_key], **(host or {})}
        document = attempt(module, host=place, **more)
        outcome = executor.run(read_attempt(document), asked_to_end)
        assert list(settings.attempts_folder.iterdir()) == []
        assert pids_in(settings.attempts_folder / f"{document['id']}-1") == ()
        return outcome

    return carry_out


def test_a_module_that_is_content(run: Run) -> None:
    outcome = run()
    assert (outcome.outcome, outcome.changed) == (AttemptOutcome.SUCCEEDED, False)


def test_a_command_says_what_it_said(run: Run) -> None:
    argv = ["printf", "%s", data("Olá, ☎ 'quoted' $HOME")]
    outcome = run(COMMAND, arguments=arguments(argv=argv, expand_argument_vars=False))
    assert outcome.outcome == AttemptOutcome.CHANGED
    assert (outcome.rc, outcome.stdout) == (0, "Olá, ☎ 'quoted' $HOME")


def test_a_command_runs_where_the_session_began(run: Run) -> None:
    home = pwd.getpwuid(os.geteuid()).pw_dir
    for _ in range(2):
        run("ansible.builtin.copy", arguments=arguments(content="x", dest="~/moved.txt"))
        assert run(COMMAND, arguments=arguments(argv=["pwd"])).stdout == home


def test_a_command_that_fails_tells_its_status(run: Run) -> None:
    outcome = run(COMMAND, arguments=arguments(argv=["sh", "-c", "echo no >&2; exit 3"]))
    assert (outcome.outcome, outcome.rc, outcome.stderr) == (AttemptOutcome.FAILED, 3, "no")


def test_a_host_where_nobody_listens_is_unreachable(run: Run, sshd: PrivateSshd) -> None:
    outcome = run(host={"port": free_port(sshd.address)})
    assert outcome.outcome == AttemptOutcome.UNREACHABLE
    assert "Connection refused" in outcome.message.splitlines()[0]


def test_a_host_with_another_key_is_unreachable(run: Run) -> None:
    outcome = run(host={"host_keys": [HOST_KEY]})
    assert outcome.outcome == AttemptOutcome.UNREACHABLE


def test_a_host_without_a_key_is_unreachable_and_says_why(run: Run) -> None:
    outcome = run(host={"host_keys": []})
    assert outcome.outcome == AttemptOutcome.UNREACHABLE
    assert "host.no_host_keys" in outcome.message


@pytest.mark.parametrize(
    "text", ["{{ lookup('pipe', 'touch PWNED') }}", "{% if '%' %}x{% endif %}", "{{ '}}' }}", "{#-#}"]
)
def test_data_stays_literal(run: Run, tmp_path: Path, text: str) -> None:
    target = tmp_path / "written"
    outcome = run(
        "ansible.builtin.copy", arguments=arguments(content=data(text), dest=data(str(target)), mode="0600")
    )
    assert outcome.outcome == AttemptOutcome.CHANGED, outcome.message
    assert target.read_text() == text
    assert list(tmp_path.rglob("PWNED")) == []


def test_a_module_that_hangs_is_ended_on_both_sides(
    run: Run, sshd: PrivateSshd, eventually: Callable[..., None]
) -> None:
    outcome = run(COMMAND, arguments=arguments(argv=["sleep", "317"]), timeout_ms=3_000)
    assert outcome.outcome == AttemptOutcome.TIMED_OUT
    eventually(lambda: not [line for line in sshd.sessions() if "sleep 317" in line])


def test_one_that_is_asked_to_end_does(run: Run, sshd: PrivateSshd, eventually: Callable[..., None]) -> None:
    enough = threading.Event()
    watcher = threading.Thread(
        target=lambda: (
            eventually(lambda: any("sleep 419" in line for line in sshd.sessions())),
            enough.set(),
        )
    )
    watcher.start()
    outcome = run(
        COMMAND,
        arguments=arguments(argv=["sleep", "419"]),
        asked_to_end=lambda: "the shift is over" if enough.is_set() else None,
    )
    watcher.join()
    assert outcome.outcome == AttemptOutcome.CANCELLED
    eventually(lambda: not [line for line in sshd.sessions() if "sleep 419" in line])


def test_check_mode_changes_nothing(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "never"
    outcome = run("ansible.builtin.copy", arguments=arguments(content="x", dest=str(target)), check_mode=True)
    assert outcome.outcome == AttemptOutcome.CHANGED
    assert not target.exists()


def test_no_log_leaves_the_word_alone(run: Run) -> None:
    outcome = run(COMMAND, arguments=arguments(argv=["echo", data("s3cret")]), no_log=True)
    assert outcome.outcome == AttemptOutcome.CHANGED
    assert "s3cret" not in str(outcome)


@pytest.mark.parametrize(
    ("module", "leaves"),
    [
        ("ansible.builtin.script", {"_raw_params": "x.sh"}),
        ("ansible.builtin.fetch", {"src": "/etc/passwd", "dest": "x"}),
        ("ansible.builtin.copy", {"src": "/etc/passwd", "dest": "x"}),
        ("ansible.builtin.include_tasks", {"file": "x"}),
        ("ansible.builtin.nothing_of_the_kind", {}),
    ],
)
def test_what_would_act_on_the_executor_node_is_refused(
    run: Run, module: str, leaves: dict[str, str]
) -> None:
    outcome = run(module, arguments=arguments(**leaves))
    assert outcome.outcome == AttemptOutcome.FAILED
    assert outcome.message


def test_a_template_never_makes_arguments_that_nobody_has_looked_at(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a secret of the executor node")
    made = "{{{{ {{'src': '{}', 'dest': '{}'}} }}}}".format(tmp_path / "own", tmp_path / "taken")
    outcome = run("ansible.builtin.copy", arguments=arguments(_raw_params=made), template=True)
    assert outcome.outcome == AttemptOutcome.FAILED
    assert outcome.message.startswith("module.controller_side")
    assert not (tmp_path / "taken").exists()


def test_a_loopback_target_needs_leave(
    settings: Settings, profiles: Path, sshd: PrivateSshd, make_executor: MakeExecutor
) -> None:
    strict = Settings(home=settings.home, profiles=settings.profiles)
    document = attempt(host={"address": sshd.address, "port": sshd.port, "host_keys": [sshd.host_key]})
    outcome = make_executor(strict).run(read_attempt(document), lambda: None)
    assert outcome.outcome == AttemptOutcome.UNREACHABLE
    assert "host.loopback" in outcome.message
    assert outcome.code == "host.loopback"
