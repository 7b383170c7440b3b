"""The command `noc-presentation`: setting up, pairing, tokens, and serving as a real process."""

import base64
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_presentation.cli import COMMANDS, main
from noc_presentation.keys import public_text
from noc_presentation.signatures import RequestSigner
from tests.contract.bot_api import CHAT, TOKEN, bot_api

DEADLINE_S = 30
JSON = {"Content-Type": "application/json"}
GOOD_KEY = base64.b64encode(bytes(32)).decode()
Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "presentation"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return {"NOC_PRESENTATION_HOME": str(home)}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def command(*arguments: str, **settings: str) -> Result:
        with_settings = environment | {f"NOC_PRESENTATION_{k}": v for k, v in settings.items()}
        return CliRunner().invoke(main, arguments, env=with_settings)

    return command


class TestSettingUp:
    def test_the_first_token_is_printed_once(self, run: Run) -> None:
        first, again = run("setup"), run("setup")

        assert first.exit_code == again.exit_code == 0, first.output
        assert first.output.startswith("noc_pat_")
        assert again.output == ""

    def test_or_written_for_its_owners_eyes_only(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "token"

        result = run("setup", "--token-file", str(file))

        assert (result.exit_code, result.output) == (0, "")
        assert file.read_text().startswith("noc_pat_")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_a_token_file_that_cannot_be_written_makes_no_token(self, run: Run, tmp_path: Path) -> None:
        refused = run("setup", "--token-file", str(tmp_path / "nowhere" / "token"))

        assert refused.exit_code == 78
        assert "No such file" in refused.output
        assert run("setup").output.startswith("noc_pat_"), "the first token is still to be made"

    def test_state_is_private(self, run: Run, home: Path) -> None:
        run("setup")

        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "key.pem").stat().st_mode) == 0o600

    def test_the_key_stays_the_same(self, run: Run) -> None:
        assert run("key").output == run("key").output != ""

    def test_migrating_twice_does_no_harm(self, run: Run) -> None:
        assert run("migrate").exit_code == run("migrate").exit_code == 0


class TestTokens:
    def test_they_are_made_listed_and_revoked(self, run: Run) -> None:
        run("setup")

        assert run("token", "create", "ben").output.startswith("noc_pat_")
        assert "ben\t" in run("token", "list").output
        assert run("token", "revoke", "ben").exit_code == 0
        assert "revoked" in run("token", "list").output

    def test_a_name_is_never_given_twice(self, run: Run) -> None:
        run("setup")

        result = run("token", "create", "first")

        assert result.exit_code == 1
        assert "token.exists" in result.output

    @pytest.mark.parametrize("expiry", ["soon", "2027-01-01T00:00:00"])
    def test_an_expiry_is_an_instant(self, run: Run, expiry: str) -> None:
        run("setup")

        assert run("token", "create", "ben", "--expires-at", expiry).exit_code == 2


class TestPairing:
    def test_again_replaces_what_was_known(self, run: Run) -> None:
        run("setup")
        for port in ("8100", "8101"):
            key = public_text(Ed25519PrivateKey.generate())
            result = run("pair", "scheduler", "--url", f"http://127.0.0.1:{port}", "--key", key)
            assert result.exit_code == 0, result.output

    @pytest.mark.parametrize(
        ("url", "key"),
        [
            ("ftp://x", GOOD_KEY),
            ("127.0.0.1:8100", GOOD_KEY),
            ("http://x?y=1", GOOD_KEY),
            ("http://127.0.0.1:8100", "no key"),
            ("http://127.0.0.1:8100", ""),
        ],
    )
    def test_what_is_no_address_or_key_is_refused(self, run: Run, url: str, key: str) -> None:
        run("setup")

        assert run("pair", "scheduler", "--url", url, "--key", key).exit_code == 78


class TestWrongConfiguration:
    """Exit 78 and one line that says where, why and what to do."""

    @pytest.mark.parametrize(
        ("command", "settings", "words"),
        [
            (["setup"], {"LISTEN": "nowhere"}, "NOC_PRESENTATION_LISTEN"),
            (["setup"], {"LISTEN": "127.0.0.1:0"}, "NOC_PRESENTATION_LISTEN"),
            (["setup"], {"LISTEN": "127.0.0.1:99999"}, "NOC_PRESENTATION_LISTEN"),
            (["setup"], {"THREADS": "many"}, "NOC_PRESENTATION_THREADS"),
            (["setup"], {"THREADS": "0"}, "NOC_PRESENTATION_THREADS"),
            (["setup"], {"TLS_KEY": "/x"}, "NOC_PRESENTATION_TLS_CERTIFICATE"),
            (["setup"], {"DATABASE_URL": "nonsense"}, "NOC_PRESENTATION_DATABASE_URL"),
            (["setup"], {"DATABASE_URL": "sqlite:////nowhere/x.sqlite"}, "unable to open database file"),
            (["api"], {}, "noc-presentation setup"),
            (["stream"], {"STREAM_LISTEN": "nowhere"}, "NOC_PRESENTATION_STREAM_LISTEN"),
            (["stream"], {}, "noc-presentation setup"),
            (["deliver"], {}, "noc-presentation setup"),
            (["token", "list"], {}, "noc-presentation setup"),
            (["pair", "scheduler", "--url", "http://x", "--key", GOOD_KEY], {}, "noc-presentation setup"),
        ],
    )
    def test_is_told_in_one_line(
        self, run: Run, command: list[str], settings: dict[str, str], words: str
    ) -> None:
        result = run(*command, **settings)

        assert result.exit_code == 78, result.output
        assert words in result.output
        assert result.output.count("\n") == 1

    def test_a_channels_file_that_is_not_there(self, run: Run) -> None:
        run("setup")

        result = run("deliver", CHANNELS="/nowhere/channels.yml")

        assert result.exit_code == 78
        assert "/nowhere/channels.yml" in result.output

    def test_no_channel_of_telegram_to_take_answers_from(self, run: Run) -> None:
        run("setup")

        result = run("telegram")

        assert (result.exit_code, "of one bot" in result.output) == (78, True)

    def test_a_key_that_others_may_read(self, run: Run, home: Path) -> None:
        run("setup")
        (home / "key.pem").chmod(0o644)

        result = run("key")

        assert result.exit_code == 78
        assert "chmod 600" in result.output

    def test_wrong_usage_is_2(self, run: Run) -> None:
        assert run("serve").exit_code == run("setup", "--force").exit_code == 2


def test_help_names_every_command_and_setting(run: Run) -> None:
    output = run("--help").output

    assert all(f"  {name} " in output for name in COMMANDS)
    assert "NOC_PRESENTATION_DATABASE_URL" in output
    assert all(run(name, "--help").exit_code == 0 for name in COMMANDS)


class TestServing:
    """The API and the delivery as processes of their own."""

    @pytest.fixture
    def port(self) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            number: int = free.getsockname()[1]
        return number

    @pytest.fixture
    def token(self, run: Run) -> str:
        return run("setup").output.strip()

    @pytest.fixture
    def start(self, environment: dict[str, str], port: int, tmp_path: Path) -> Iterator[Any]:
        processes: list[subprocess.Popen[str]] = []

        def started(command: str) -> subprocess.Popen[str]:
            program = [str(Path(sys.executable).with_name("noc-presentation")), command]
            settings = {"NOC_PRESENTATION_LISTEN": f"127.0.0.1:{port}", "HOME": str(tmp_path)}
            process = subprocess.Popen(
                program,
                env=os.environ | environment | settings,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            processes.append(process)
            return process

        yield started
        for process in processes:
            process.kill()
            process.wait()
            for pipe in (process.stdout, process.stderr):
                assert pipe is not None
                pipe.close()
        assert [path.name for path in tmp_path.iterdir()] == ["presentation"], "nothing is left elsewhere"

    def test_the_api_answers_logs_lines_of_json_and_ends_when_asked_to(
        self, start: Any, port: int, token: str
    ) -> None:
        api = start("api")
        address = f"http://127.0.0.1:{port}"
        eventually(lambda: httpx.get(f"{address}/readyz").status_code == 200)

        bearer = {"Authorization": f"Bearer {token}"}
        answer = httpx.get(f"{address}/api/v1/tokens", headers=bearer)
        assert answer.status_code == 200
        too_large = b'{"name": "' + b"x" * 1024 * 1024 + b'"}'
        refused = httpx.post(f"{address}/api/v1/tokens", content=too_large, headers=JSON | bearer)
        assert (refused.status_code, refused.json()["code"]) == (413, "body.too_large")
        refused = httpx.post(f"{address}/api/v1/tokens", content=iter([too_large]), headers=JSON | bearer)
        assert (refused.status_code, refused.json()["code"]) == (411, "body.length_missing")

        api.send_signal(signal.SIGTERM)
        assert api.wait(DEADLINE_S) == 0
        lines = [json.loads(line) for line in api.stderr.read().splitlines()]
        requests = [line for line in lines if line["event"] == "request"]
        assert (requests[-1]["status"], requests[-1]["path"]) == (411, "/api/v1/tokens")
        assert token not in str(lines)
        assert "noc_setup_" in api.stdout.read(), "the console learns how the first administrator is made"
        assert "noc_setup_" not in str(lines), "and the log does not"

    def test_a_signed_request_is_understood_over_a_real_connection(
        self, start: Any, run: Run, port: int, token: str
    ) -> None:
        key = Ed25519PrivateKey.generate()
        paired = ("pair", "scheduler", "--url", "http://127.0.0.1:1", "--key", public_text(key))
        assert run(*paired).exit_code == 0
        start("api")
        address = f"http://127.0.0.1:{port}"
        eventually(lambda: httpx.get(f"{address}/readyz").status_code == 200)

        with httpx.Client(auth=RequestSigner("scheduler", key)) as client:
            answer = client.post(
                f"{address}/api/v1/targets", json={"target": {"groups": []}, "execution": "e"}
            )

        assert (answer.status_code, answer.json()["code"]) == (422, "target.empty")

    def test_the_delivery_ends_when_asked_to(self, start: Any, token: str) -> None:
        deliver = start("deliver")
        first_line = json.loads(deliver.stderr.readline())
        assert first_line["event"] == "deliver.started"

        deliver.send_signal(signal.SIGTERM)

        assert deliver.wait(DEADLINE_S) == 0

    def test_the_bot_answers_presses_and_ends_when_asked_to_without_telling_its_token(
        self, start: Any, token: str, home: Path, environment: dict[str, str]
    ) -> None:
        secret, channels = home / "bot-token", home / "channels.yml"
        secret.write_text(TOKEN)
        secret.chmod(0o600)
        with bot_api() as api:
            channels.write_text(
                f"chat: {{kind: telegram, token_file: {secret}, chat: {CHAT}, api: '{api.url}'}}"
            )
            environment["NOC_PRESENTATION_CHANNELS"] = str(channels)
            bot = start("telegram")
            api.press({"id": 666, "is_bot": False, "first_name": "mallory"}, "x" * 22, message=1)
            eventually(lambda: bool(api.answers))

            bot.send_signal(signal.SIGTERM)

            assert bot.wait(DEADLINE_S) == 0
        assert "button.unknown" in api.answers[0]["text"]
        assert TOKEN not in bot.stderr.read()


def eventually(holds: Callable[[], bool]) -> None:
    """Ask until it holds; fails after a while."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            if holds():
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < deadline
        time.sleep(0.05)
