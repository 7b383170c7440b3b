"""Probes: a real SSH server, a port where nobody is, one that never speaks, and one that lies about who it is."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from noc_executor_node.documents import read_attempt
from noc_executor_node.errors import Invalid
from noc_executor_node.executors.probe import ProbeExecutor
from noc_executor_node.outcomes import Outcome
from noc_executor_node.probing.verdict import Reachability, fingerprint, key_status
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import HOST_KEY, arguments, attempt, data
from tests.executor_node.password_sshd import password_server
from tests.executor_node.private_sshd import PrivateSshd, free_port, make_key, profiles_yaml
from tests.executor_node.sealed_documents import credential, sealed

Probe = Callable[..., Outcome]
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB4Eno0SkiJBhgEjJQvJDOtmgwCMeUQ3sSwJFsyeEUF5"
RSA_KEY = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7"


@pytest.fixture
def probe(settings: Settings, profiles: Path, sshd: PrivateSshd) -> Probe:
    """Probes a place, the real server unless said otherwise, and sees that no folder is left."""

    def make(
        host: dict[str, Any] | None = None, here: Settings = settings, boxed: Any = None, **said: Any
    ) -> Outcome:
        place = {"address": sshd.address, "port": sshd.port, "host_keys": [sshd.host_key], **(host or {})}
        document = attempt("ssh", work="probe", host=place, **said)
        outcome = ProbeExecutor(here).run(
            read_attempt(document if boxed is None else boxed(document)), lambda: None
        )
        assert list(here.attempts_folder.iterdir()) == []
        return outcome

    return make


def found(outcome: Outcome) -> Any:
    return outcome.result["reachability"]


@contextmanager
def saying(words: bytes) -> Iterator[int]:
    """The port of a server that greets everybody with these bytes and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        kept: list[socket.socket] = []

        def answer() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                kept.append(connection)
                connection.sendall(words)

        thread = Thread(target=answer)
        thread.start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)
        for connection in kept:
            connection.close()


def test_a_host_with_its_known_key_is_reachable(probe: Probe, sshd: PrivateSshd) -> None:
    outcome = probe()
    assert outcome.outcome == AttemptOutcome.SUCCEEDED
    assert found(outcome)["status"] == "reachable"
    assert found(outcome)["banner"].startswith("SSH-2.0-OpenSSH")
    assert found(outcome)["host_keys"] == [sshd.host_key]
    assert fingerprint(sshd.host_key) in outcome.stdout


def test_an_unknown_key_is_shown_and_not_taken(probe: Probe, sshd: PrivateSshd) -> None:
    outcome = probe({"host_keys": []}, arguments=arguments(login=True))
    assert (outcome.outcome, found(outcome)["status"]) == (AttemptOutcome.FAILED, "key_unknown")
    assert found(outcome)["host_keys"] == [sshd.host_key]
    assert found(outcome)["login"] is None


@pytest.mark.parametrize("known", [OTHER_KEY, RSA_KEY])
def test_another_key_than_the_known_one_is_a_changed_host_that_nobody_logs_in_to(
    probe: Probe, sshd: PrivateSshd, known: str
) -> None:
    outcome = probe({"host_keys": [known]}, arguments=arguments(login=True))
    assert (outcome.outcome, found(outcome)["status"]) == (AttemptOutcome.FAILED, "key_changed")
    assert found(outcome)["host_keys"] == [sshd.host_key]
    assert found(outcome)["login"] is None


def test_a_login_is_tried_where_it_is_asked_for(probe: Probe, sshd: PrivateSshd) -> None:
    outcome = probe(arguments=arguments(login=True))
    assert outcome.outcome == AttemptOutcome.SUCCEEDED
    assert found(outcome)["login"] == f"logged in as {sshd.user}"


def test_a_key_that_the_host_does_not_let_in_is_told(
    probe: Probe, settings: Settings, sshd: PrivateSshd, tmp_path: Path
) -> None:
    make_key(tmp_path / "stranger")
    settings.profiles.write_text(profiles_yaml(sshd, private_key_file=str(tmp_path / "stranger")))
    outcome = probe(arguments=arguments(login=True))
    assert (outcome.outcome, found(outcome)["status"]) == (AttemptOutcome.FAILED, "login_refused")


@pytest.mark.parametrize(("shown", "status"), [("right", "reachable"), ("wrong", "login_refused")])
def test_a_password_from_a_box_is_tried_and_never_told(
    probe: Probe, settings: Settings, shown: str, status: str
) -> None:
    with password_server("the right one") as server:
        place = {"address": "127.0.0.1", "port": server.port, "host_keys": [server.host_key]}

        def boxed(document: dict[str, Any]) -> dict[str, Any]:
            return sealed(settings, document, credential("password", "login", password=f"the {shown} one"))

        outcome = probe(place, boxed=boxed, arguments=arguments(login=True))
        assert found(outcome)["status"] == status
        assert server.shown == [f"the {shown} one"]
        assert server.asked == []
        assert "one" not in outcome.message.replace("known one", "")


def test_a_port_where_nobody_listens_refuses(probe: Probe) -> None:
    outcome = probe({"address": "127.0.0.1", "port": free_port()})
    assert (outcome.outcome, found(outcome)["status"]) == (AttemptOutcome.UNREACHABLE, "refused")


def test_a_name_without_an_address_is_told_as_such(probe: Probe) -> None:
    outcome = probe({"address": "nobody.invalid"})
    assert (outcome.outcome, found(outcome)["status"]) == (AttemptOutcome.UNREACHABLE, "unresolved")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "not_ssh"),
        (b"\x00\xff" * 40_000, "not_ssh"),
        (b"SSH-2.0-\x1b[31mevil\r\n", "timed_out"),
    ],
    ids=["another protocol", "no line", "a greeting alone"],
)
def test_what_speaks_no_ssh_or_stops_speaking_is_told_within_the_patience(
    probe: Probe, settings: Settings, sshd: PrivateSshd, words: bytes, status: str
) -> None:
    settings.profiles.write_text(profiles_yaml(sshd, connect_timeout="1"))
    with saying(words) as port:
        outcome = probe({"address": "127.0.0.1", "port": port})
    assert (found(outcome)["status"], found(outcome)["host_keys"]) == (status, [])


def test_this_very_machine_is_not_knocked_at_unless_the_settings_allow_it(
    probe: Probe, settings: Settings
) -> None:
    strict = replace(settings, allow_loopback_targets=False)
    for address in ("127.0.0.1", "localhost", "::1", "::ffff:127.0.0.1"):
        outcome = probe({"address": address}, here=strict)
        assert (outcome.outcome, outcome.result) == (AttemptOutcome.UNREACHABLE, {})
        assert "host.loopback" in outcome.message


def test_a_probe_that_hangs_ends_with_its_timeout(probe: Probe) -> None:
    with saying(b"") as port:
        outcome = probe({"address": "127.0.0.1", "port": port}, timeout_ms=1_000)
    assert outcome.outcome == AttemptOutcome.TIMED_OUT


def test_whether_to_log_in_is_the_authors_word_and_never_data(probe: Probe) -> None:
    assert "probe.arguments" in probe(arguments=arguments(login=data(True))).message


def test_hosts_are_probed_by_ssh_alone() -> None:
    with pytest.raises(Invalid, match=r"probe\.unknown|by ssh"):
        read_attempt(attempt("telnet", work="probe"))


@pytest.mark.parametrize(
    ("known", "seen", "status"),
    [
        ([], [HOST_KEY], Reachability.KEY_UNKNOWN),
        ([f"{HOST_KEY} a comment"], [HOST_KEY, RSA_KEY], Reachability.REACHABLE),
        ([HOST_KEY], [OTHER_KEY], Reachability.KEY_CHANGED),
        ([HOST_KEY], [RSA_KEY], Reachability.KEY_CHANGED),
        ([HOST_KEY, OTHER_KEY], [OTHER_KEY], Reachability.REACHABLE),
    ],
)
def test_a_key_is_judged_beside_known_keys_of_its_type(
    known: list[str], seen: list[str], status: Reachability
) -> None:
    assert key_status(known, seen) is status
