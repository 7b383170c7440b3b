"""A Windows host as far as WinRM goes: NTLM over TLS and the messages of one shell (MS-WSMV), without a PowerShell.

What a script would have come to is played: each command answers what the test has said.
"""

import base64
import re
import ssl
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import spnego
from spnego.exceptions import SpnegoError

SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
_ACTION = re.compile(r"<a:Action[^>]*>[^<]*/(\w+)</a:Action>")
_MESSAGE = re.compile(r"<a:MessageID>([^<]+)</a:MessageID>")
_ENCODED = re.compile(r"-EncodedCommand ([A-Za-z0-9+/=]+)")
_INPUT = re.compile(r"<rsp:Stream[^>]*>([^<]*)</rsp:Stream>")


@dataclass
class PlayedWindows:
    """Who came in, the scripts and the input it was given, and what each command says on its output."""

    says: str
    port: int = 0
    came_in: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    given: list[bytes] = field(default_factory=list)
    open_shells: int = 0

    def answer(self, message: str) -> str:
        """The body that goes back for a message."""
        match _found(_ACTION, message):
            case "Create":
                self.open_shells += 1
                return f'<rsp:Shell><w:Selector Name="ShellId">{uuid.uuid4()}</w:Selector></rsp:Shell>'
            case "Command":
                self.scripts.append(base64.b64decode(_found(_ENCODED, message)).decode("utf-16-le"))
                command = f"<rsp:CommandId>{uuid.uuid4()}</rsp:CommandId>"
                return f"<rsp:CommandResponse>{command}</rsp:CommandResponse>"
            case "Send":
                self.given.append(base64.b64decode(_found(_INPUT, message)))
                return "<rsp:SendResponse/>"
            case "Receive":
                stream = base64.b64encode(self.says.encode()).decode()
                said = f'<rsp:Stream Name="stdout">{stream}</rsp:Stream>'
                state = f'<rsp:CommandState State="{SHELL}/CommandState/Done"><rsp:ExitCode>0</rsp:ExitCode>'
                return f"<rsp:ReceiveResponse>{said}{state}</rsp:CommandState></rsp:ReceiveResponse>"
            case "Signal":
                return "<rsp:SignalResponse/>"
            case "Delete":
                self.open_shells -= 1
                return ""
            case other:
                raise ValueError(f"a message for {other}")


class _Handler(BaseHTTPRequestHandler):
    """One connection: nobody's until NTLM has said whose it is."""

    protocol_version = "HTTP/1.1"
    login: spnego.ContextProxy | None = None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        windows: PlayedWindows = self.server.windows  # type: ignore[attr-defined]
        if self.login is not None and self.login.complete and "Authorization" not in self.headers:
            return self._reply(200, windows.answer(body.decode()), body.decode())
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme != "NTLM":
            return self._reply(401, challenge="NTLM")
        if self.login is None or self.login.complete:
            self.login = spnego.server(protocol="ntlm")
        try:
            back = self.login.step(base64.b64decode(token))
        except SpnegoError:
            self.login = None
            return self._reply(401, challenge="NTLM")
        if not self.login.complete:
            return self._reply(401, challenge=f"NTLM {base64.b64encode(back or b'').decode()}")
        windows.came_in.append(str(self.login.client_principal))
        return self._reply(200, windows.answer(body.decode()), body.decode())

    def _reply(self, status: int, body: str = "", to: str = "", challenge: str = "") -> None:
        names = (
            'xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
            'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
            'xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" '
            f'xmlns:rsp="{SHELL}"'
        )
        header = f"<s:Header><a:RelatesTo>{_found(_MESSAGE, to)}</a:RelatesTo></s:Header>"
        envelope = f"<s:Envelope {names}>{header}<s:Body>{body}</s:Body></s:Envelope>".encode()
        payload = envelope if status == 200 else b""
        self.send_response(status)
        if challenge:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Type", "application/soap+xml;charset=UTF-8")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


@contextmanager
def played_windows(certificate: Path, says: str) -> Iterator[PlayedWindows]:
    """A host on loopback until the end of the block; who may come in stands where NTLM_USER_FILE says."""
    windows = PlayedWindows(says)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.windows = windows  # type: ignore[attr-defined]
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        windows.port = server.server_port
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield windows
        finally:
            server.shutdown()
            thread.join(10)
