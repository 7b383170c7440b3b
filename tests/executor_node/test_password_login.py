"""Logging in with a password from a box: ssh asks for it by a program of the attempt's folder."""

import getpass
import sys
from typing import Any

from noc_executor_node.documents import read_attempt
from noc_executor_node.executors.playbook import PlaybookExecutor
from noc_executor_node.outcomes import Outcome
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import arguments, attempt
from tests.executor_node.password_sshd import PasswordServer, password_server
from tests.executor_node.sealed_documents import credential, sealed

SECRET = "S3cr3t-ÄÖ{{x}}'\"$ end"


def run(settings: Settings, server: PasswordServer, password: str) -> Outcome:
    profile = {"user": getpass.getuser(), "private_key_file": "nothing", "python_interpreter": sys.executable}
    lines = "".join(f"  {name}: {value}\n" for name, value in profile.items())
    settings.profiles.write_text(f"default:\n{lines}")
    place: dict[str, Any] = {"address": "127.0.0.1", "port": server.port, "host_keys": [server.host_key]}
    document = attempt("ansible.builtin.command", host=place, arguments=arguments(argv=["echo", "in"]))
    boxed = sealed(settings, document, credential("password", "login", password=password))
    return PlaybookExecutor(settings).run(read_attempt(boxed), lambda: None)


def test_the_right_password_is_let_in_and_a_wrong_one_is_not(settings: Settings) -> None:
    with password_server(SECRET) as server:
        run(settings, server, SECRET)
        assert set(server.shown) == {SECRET}
        let_in = list(server.asked)
        assert let_in
        server.shown.clear()
        outcome = run(settings, server, "another one")
        assert outcome.outcome == AttemptOutcome.UNREACHABLE
        assert (set(server.shown), server.asked) == ({"another one"}, let_in)
    assert list(settings.attempts_folder.iterdir()) == []
