"""What carries a module to its host: Mitogen where it applies, stock ssh otherwise, and it says which it was."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.documents import read_attempt
from noc_executor_node.executors.resident.conversation import Conversation
from noc_executor_node.executors.resident.executor import ResidentExecutor
from noc_executor_node.executors.resident.interpreters import learn, with_interpreter
from noc_executor_node.executors.resident.orders import connection_key, order
from noc_executor_node.executors.resident.places import KNOWN_HOSTS
from noc_executor_node.executors.resident.request import (
    ModuleRequest,
    Rendered,
    read_request,
    request_line,
)
from noc_executor_node.executors.transports import transport_for
from noc_executor_node.outcomes import Outcome
from noc_executor_node.profiles import Profile
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome, Transport
from tests.executor_node.attempt_documents import arguments, attempt, data
from tests.executor_node.conftest import Eventually
from tests.executor_node.private_sshd import PrivateSshd, profiles_yaml

PLAIN = Profile("noc", Path(__file__))
CHOICES = [
    (PLAIN, False, Transport.MITOGEN),
    (PLAIN, True, Transport.MITOGEN),
    (replace(PLAIN, become_method="su"), True, Transport.MITOGEN),
    (replace(PLAIN, become_method="doas"), True, Transport.SSH),
    (replace(PLAIN, become_method="doas"), False, Transport.MITOGEN),
    (replace(PLAIN, become_exe="/opt/bin/sudo"), True, Transport.SSH),
    (replace(PLAIN, transport="ssh"), False, Transport.SSH),
]


@pytest.mark.parametrize(("profile", "become", "chosen"), CHOICES)
def test_the_fastest_that_applies_is_chosen(profile: Profile, become: bool, chosen: Transport) -> None:
    assert transport_for(read_attempt(attempt(become=become)), profile) is chosen


def test_connections_are_shared_by_one_credential_alone(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("one")
    profile = replace(PLAIN, private_key_file=key)
    made = read_attempt(attempt())
    name = connection_key(made, profile, "keys")
    assert connection_key(made, profile, "keys") == name
    assert connection_key(made, profile, "other keys") != name
    assert connection_key(made, replace(profile, user="other"), "keys") != name
    key.unlink()
    key.write_text("another credential")
    assert connection_key(made, profile, "keys") != name


def test_a_request_travels_whole(settings: Settings) -> None:
    leaves = arguments(argv=["{{ author }}", data("{{ data }}")], chdir=data({"render": "{{ x }}"}))
    request = order(read_attempt(attempt(arguments=leaves, template=True)), PLAIN, settings)
    heard = read_request(request_line(request))
    assert heard == request
    assert _kinds(heard) == _kinds(request)
    assert isinstance(heard.arguments["argv"][0], Rendered)
    assert not isinstance(heard.arguments["chdir"]["render"], Rendered)


def _kinds(request: ModuleRequest) -> list[type]:
    return [type(text) for text in request.arguments["argv"]]


def test_variables_of_mitogen_s_own_do_not_reach_it(settings: Settings) -> None:
    made = read_attempt(attempt(host={"vars": {"mitogen_via": "elsewhere", "role": "edge"}}))
    assert order(made, PLAIN, settings).host_vars == {"role": "edge"}


def test_ssh_gives_up_as_the_profile_says_and_an_interpreter_has_longer_to_start(settings: Settings) -> None:
    impatient = replace(PLAIN, connect_timeout=7)
    connection = order(read_attempt(attempt()), impatient, settings).connection
    assert "ConnectTimeout=7" in connection["ansible_ssh_args"]
    assert connection["ansible_ssh_timeout"] > 7


@pytest.fixture
def run_by_ssh(settings: Settings, sshd: PrivateSshd, residents: Path) -> Any:
    """Carries out attempts with a profile that wants stock ssh."""
    settings.profiles.write_text(profiles_yaml(sshd, transport="ssh", connect_timeout="60"))
    executor = ResidentExecutor(settings, Conversation(residents))

    def carry_out(script: str, asked_to_end: Callable[[], str | None] = lambda: None) -> Outcome:
        place = {"address": sshd.address, "port": sshd.port, "host_keys": [sshd.host_key]}
        argv = arguments(argv=["sh", "-c", script])
        document = attempt("ansible.builtin.command", host=place, arguments=argv, timeout_ms=120_000)
        return executor.run(read_attempt(document), asked_to_end)

    yield carry_out
    executor.close()


def test_a_profile_may_want_stock_ssh(run_by_ssh: Callable[..., Outcome]) -> None:
    outcome = run_by_ssh("echo $SSH_CONNECTION")
    again = run_by_ssh("echo $SSH_CONNECTION")
    assert (outcome.outcome, outcome.transport) == (AttemptOutcome.CHANGED, Transport.SSH)
    assert outcome.stdout == again.stdout  # one connection carried both


def test_with_stock_ssh_nothing_stays_on_the_host_either(
    run_by_ssh: Callable[..., Outcome], sshd: PrivateSshd, eventually: Eventually
) -> None:
    def sleeps() -> bool:
        return any("sleep 1013" in line for line in sshd.sessions())

    outcome = run_by_ssh("sleep 1013", lambda: "enough" if sleeps() else None)
    assert outcome.outcome == AttemptOutcome.CANCELLED
    eventually(lambda: not sleeps())
    assert run_by_ssh("echo again").stdout == "again"


def test_a_python_that_was_found_is_looked_for_only_once(
    settings: Settings, sshd: PrivateSshd, residents: Path
) -> None:
    profile = profiles_yaml(sshd, connect_timeout="60").splitlines()
    settings.profiles.write_text("\n".join(line for line in profile if "python_interpreter" not in line))
    executors = [ResidentExecutor(settings, Conversation(residents)) for _ in range(2)]
    place = {"address": sshd.address, "port": sshd.port, "host_keys": [sshd.host_key]}
    first, second = [
        executor.run(read_attempt(attempt(host=place, timeout_ms=120_000)), lambda: None)
        for executor in executors
    ]
    assert (first.outcome, second.outcome) == (AttemptOutcome.SUCCEEDED, AttemptOutcome.SUCCEEDED)
    assert first.facts["discovered_interpreter_python"].startswith("/")
    assert second.facts == {}
    for executor in executors:
        executor.close()


PYTHON = "/usr/bin/python3"
ASKING = {"ansible_python_interpreter": "auto_silent"}


def test_a_python_that_did_no_good_is_looked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / KNOWN_HOSTS).mkdir()
    monkeypatch.chdir(tmp_path)
    well = {"status": "ok", "facts": {"discovered_interpreter_python": PYTHON}}
    learn(well, "key")
    assert with_interpreter(ASKING, "key") == {"ansible_python_interpreter": PYTHON}
    assert with_interpreter(ASKING, "other") == ASKING
    assert with_interpreter({"ansible_python_interpreter": "/opt/python"}, "key") != ASKING
    learn({"status": "failed", "facts": {}, "rc": 3, "result": {}}, "key")
    assert with_interpreter(ASKING, "key") != ASKING
    learn({"status": "failed", "facts": {}, "rc": None, "result": {}}, "key")
    assert with_interpreter(ASKING, "key") == ASKING
    learn({"status": "ok", "facts": {"discovered_interpreter_python": "/bin/sh -c 'x'"}}, "key")
    assert with_interpreter(ASKING, "key") == ASKING
