"""Webhooks and Apprise: real requests to a real server on loopback."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from noc_presentation.notifications.channels import apprise, webhook
from noc_presentation.notifications.channels.kind import BadOption
from noc_presentation.notifications.message import Message, Never, NotNow

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@dataclass
class Receiver:
    """What was posted, and what is answered."""

    port: int = 0
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    posted: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.posted.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def secret(folder: Path, text: str = SECRET, mode: int = 0o600) -> str:
    path = folder / "secret"
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def message() -> Message:
    return Message(
        "m1", "tickets", "nginx – down", "né à côté", "p", 7, None, "", datetime(2026, 1, 1, tzinfo=UTC)
    )


def channel(receiver: Receiver, folder: Path) -> webhook.WebhookChannel:
    url = f"http://127.0.0.1:{receiver.port}/hook"
    return webhook.read({"url": url, "secret_file": secret(folder)})


def test_a_receiver_can_check_who_sent_it_and_that_nothing_was_changed(
    receiver: Receiver, tmp_path: Path
) -> None:
    assert channel(receiver, tmp_path).deliver(message()).startswith("204")

    ((headers, body),) = receiver.posted
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert headers["webhook-id"] == "m1"
    assert json.loads(body)["data"]["message"] == "né à côté"


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_a_refusal_is_for_good(receiver: Receiver, tmp_path: Path, status: int) -> None:
    receiver.status = status
    with pytest.raises(Never, match=str(status)):
        channel(receiver, tmp_path).deliver(message())


@pytest.mark.parametrize(("status", "wait"), [(429, "120"), (503, "120"), (500, "soon"), (408, "9" * 40)])
def test_trouble_is_waited_for_as_long_as_is_asked(
    receiver: Receiver, tmp_path: Path, status: int, wait: str
) -> None:
    receiver.status, receiver.headers = status, {"Retry-After": wait}
    with pytest.raises(NotNow) as caught:
        channel(receiver, tmp_path).deliver(message())
    assert caught.value.wait == (timedelta(minutes=2) if wait == "120" else None)


def test_nobody_is_sent_elsewhere(receiver: Receiver, tmp_path: Path) -> None:
    receiver.status, receiver.headers = 307, {"Location": f"http://127.0.0.1:{receiver.port}/elsewhere"}
    with pytest.raises(NotNow, match="307"):
        channel(receiver, tmp_path).deliver(message())
    assert len(receiver.posted) == 1


@pytest.mark.parametrize(
    ("options", "text", "mode", "words"),
    [
        ({"url": "ftp://example.org"}, SECRET, 0o600, "url must be an address"),
        ({"url": "https://u:p@example.org"}, SECRET, 0o600, "url must be an address"),
        ({"url": "https://example.org"}, "whsec_short", 0o600, "the secret must be"),
        ({"url": "https://example.org"}, base64.b64encode(KEY).decode(), 0o600, "the secret must be"),
        ({"url": "https://example.org"}, SECRET, 0o644, "chmod 600"),
        ({"url": "https://example.org", "token": "x"}, SECRET, 0o600, "no such option: token"),
    ],
)
def test_wrong_options_of_a_webhook_are_refused(
    tmp_path: Path, options: dict[str, Any], text: str, mode: int, words: str
) -> None:
    with pytest.raises(BadOption, match=words) as caught:
        webhook.read({**options, "secret_file": secret(tmp_path, text, mode)})
    assert text not in str(caught.value)


def test_apprise_hands_it_to_every_address(receiver: Receiver, tmp_path: Path) -> None:
    address = f"json://127.0.0.1:{receiver.port}/a\njson://127.0.0.1:{receiver.port}/b\n"
    found = apprise.read({"urls_file": secret(tmp_path, address)})

    assert found.deliver(message()) == "taken by 2"

    assert {json.loads(body)["title"] for _, body in receiver.posted} == {"nginx – down"}
    receiver.status = 500
    with pytest.raises(NotNow):
        found.deliver(message())


@pytest.mark.parametrize("text", ["", "nonsense://x", "not an address"])
def test_addresses_that_apprise_does_not_understand_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadOption):
        apprise.read({"urls_file": secret(tmp_path, text)})
