"""A real HTTP server on loopback that notes everybody who connects to it, and misbehaves when told to."""

import gzip
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ENDLESS_SECONDS = 30


@dataclass
class Served:
    """What a server was asked: one entry per request, and how many connections there were."""

    port: int = 0
    connections: int = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def authority(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Served]:
    """Serves until the end of the block; with TLS when there is a certificate (and its key in the same file)."""
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            seen = {"method": self.command, "path": self.path, "headers": dict(self.headers.items())}
            served.requests.append({**seen, "body": self.rfile.read(length)})
            name = self.path.partition("?")[0].strip("/").split("/")[0]
            getattr(self, f"say_{name.replace('-', '_')}", self.say_ok)()

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def say(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for header, value in headers.items():
                self.send_header(header.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def say_ok(self) -> None:
            body = json.dumps({"status": "ok", "path": self.path}).encode()
            self.say(200, body, Content_Type="application/json", Set_Cookie="session=secret")

        def say_missing(self) -> None:
            self.say(404, b"no such thing", Content_Type="text/plain")

        def say_elsewhere(self) -> None:
            self.say(302, b"", Location=self.headers["X-Lead-To"])

        def say_gzip(self) -> None:
            self.say(200, gzip.compress(b"\0" * 10_000_000), Content_Encoding="gzip")

        def say_stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(10 * 2**30))
            self.end_headers()
            with suppress(OSError):
                while not served.over.is_set():
                    self.wfile.write(b"x" * 65_536)

        def say_slow(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.drip(b"x")

        def say_headers(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            self.drip(b"X-More: and more\r\n")

        def drip(self, piece: bytes) -> None:
            until = time.monotonic() + ENDLESS_SECONDS
            with suppress(OSError):
                while time.monotonic() < until and not served.over.wait(0.05):
                    self.wfile.write(piece)
                    self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self) -> Any:
            served.connections += 1
            return super().get_request()

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that goes away is what these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
