"""A NetBox that is only played: a real HTTP server on loopback that answers as NetBox 4 does, page by page."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "0123456789abcdef0123456789abcdef01234567"
DEVICES, MACHINES = "/api/dcim/devices/", "/api/virtualization/virtual-machines/"


def nested(slug: str | None) -> dict[str, Any] | None:
    """How NetBox shows what a record refers to."""
    return (
        None if slug is None else {"id": 1, "url": "/x/", "display": slug.title(), "name": slug, "slug": slug}
    )


def device(number: int, name: str | None = None, **more: Any) -> dict[str, Any]:
    """A device as the API shows it, or as much of one as matters."""
    return {
        "id": number,
        "url": f"http://netbox/api/dcim/devices/{number}/",
        "display": name or f"dev{number:03}",
        "name": name or f"dev{number:03}",
        "role": nested("router"),
        "platform": nested("ios"),
        "site": nested("lisbon" if number % 2 else "porto"),
        "tenant": None,
        "status": {"value": "active", "label": "Active"},
        "primary_ip": {"id": number, "address": f"192.0.2.{number % 250 + 1}/24", "family": {"value": 4}},
        "tags": [{"id": 1, "name": "Edge", "slug": "edge"}],
        "custom_fields": {"secret": "{{ lookup('pipe', 'id') }}"},
        **more,
    }


@dataclass
class PlayedNetbox:
    """What it knows by address, what comes before an answer, and everything that it was asked."""

    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    before: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, list[str]], dict[str, str]]] = field(default_factory=list)
    #: By address: whole answers with the offset that each is for, instead of `records`.
    recorded: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, target: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        self.asked.append((parts.path, query, headers))
        if self.before:
            return self.before.pop(0)
        if headers.get("authorization") != f"Token {TOKEN}":
            return 403, {}, b'{"detail": "Invalid token"}'
        for one in self.recorded.get(parts.path, []):
            if query["offset"] == [str(one["offset"])]:
                return one["status"], {"Content-Type": "application/json"}, json.dumps(one["body"]).encode()
        found = self.records.get(parts.path, [])
        offset, limit = int(query["offset"][0]), min(int(query["limit"][0]), 100)
        page = {
            "count": len(found),
            "next": "http://elsewhere.example/steal" if offset + limit < len(found) else None,
            "previous": None,
            "results": found[offset : offset + limit],
        }
        return 200, {"Content-Type": "application/json"}, json.dumps(page).encode()


@contextmanager
def playing() -> Iterator[PlayedNetbox]:
    """A NetBox until the end of the block."""
    netbox = PlayedNetbox()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, body = netbox.answer(self.path, headers)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """What it was asked is remembered, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    netbox.port = server.server_port
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield netbox
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
