"""A Vault reference: fetched by the real client from a played Vault at each use, and refused without a word of it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from noc_presentation.credentials.kinds import KINDS
from noc_presentation.credentials.kinds.kind import complaints
from noc_presentation.errors import Unavailable

VAULT = KINDS["vault"]


class PlayedVault:
    """Answers as a Vault's KV 2 engine and its AppRole login do."""

    def __init__(self) -> None:
        self.secrets: dict[str, dict[str, Any]] = {"secret/data/web/login": {"password": "from the vault"}}
        self.asked: list[tuple[str, str, str | None]] = []

    def answer(self, method: str, path: str, token: str | None, body: dict[str, Any]) -> tuple[int, Any]:
        self.asked.append((method, path, token))
        if path == "/v1/auth/approle/login":
            good = body == {"role_id": "noc", "secret_id": "sid"}
            return (200, {"auth": {"client_token": "t-1"}}) if good else (400, {"errors": ["invalid sid"]})
        if token not in ("t-1", "root"):
            return 403, {"errors": ["permission denied"]}
        if path == "/v1/secret/data/moved":
            return 307, {}
        data = self.secrets.get(path.removeprefix("/v1/"))
        return (404, {"errors": []}) if data is None else (200, {"data": {"data": data, "metadata": {}}})


@pytest.fixture
def played() -> PlayedVault:
    return PlayedVault()


@pytest.fixture
def url(played: PlayedVault) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            told = played.answer(self.command, self.path, self.headers.get("X-Vault-Token"), body)
            self.send_response(told[0])
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(json.dumps(told[1]).encode())

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def values(address: str, **more: str) -> dict[str, str]:
    return {
        "url": address,
        "path": "web/login",
        "field": "password",
        "as": "password",
        "token": "root",
        **more,
    }


def test_the_secret_is_fetched_at_each_use(played: PlayedVault, url: str) -> None:
    assert VAULT.look_up(values(url)) == {"password": "from the vault"}
    played.secrets["secret/data/web/login"] = {"password": "rotated there"}
    assert VAULT.look_up(values(url)) == {"password": "rotated there"}


def test_an_approle_logs_in_first(played: PlayedVault, url: str) -> None:
    role = {"role_id": "noc", "secret_id": "sid"}
    with_role = {name: text for name, text in values(url, **role).items() if name != "token"}
    assert VAULT.look_up(with_role) == {"password": "from the vault"}
    assert played.asked[-1][2] == "t-1"


@pytest.mark.parametrize(
    "more",
    [{"token": "stolen"}, {"path": "nowhere"}, {"field": "pin"}, {"path": "moved"}, {"as": "ssh_key"}],
)
def test_what_can_t_be_had_is_said_without_what_vault_answered(url: str, more: dict[str, str]) -> None:
    with pytest.raises(Unavailable) as refusal:
        VAULT.look_up(values(url, **more))
    assert refusal.value.code == "credential.vault_unavailable"
    assert not {"from the vault", "root", "stolen"} & set(refusal.value.detail.split())
    assert refusal.value.__cause__ is None


def test_a_vault_that_is_away_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        VAULT.look_up(values("http://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"url": "file:///etc/passwd"}, "url.invalid"),
        ({"url": "http://user:pw@vault"}, "url.invalid"),
        ({"path": "../sys/unseal"}, "credential.vault_path"),
        ({"mount": "a//b"}, "credential.vault_path"),
        ({"role_id": "noc", "secret_id": "sid"}, "credential.vault_login"),
        ({"as": "api"}, "value.unknown"),
    ],
)
def test_a_reference_that_can_t_be_right_is_refused(more: dict[str, str], code: str) -> None:
    assert [complaint.code for complaint in complaints(VAULT, values("http://vault.test", **more))] == [code]
