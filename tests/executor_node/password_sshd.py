"""An SSH server that takes one password and nothing else: a real sshd would need a real user's."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import asyncssh


@dataclass
class PasswordServer:
    """Where it is, its key, which passwords it was shown, and what those asked for whom it let in."""

    password: str
    port: int = 0
    host_key: str = ""
    shown: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def serve(self, ready: threading.Event, ended: asyncio.Event) -> None:
        key = asyncssh.generate_private_key("ssh-ed25519")
        self.host_key = " ".join(key.export_public_key().decode().split()[:2])
        server = await asyncssh.create_server(
            lambda: _Asking(self),
            "127.0.0.1",
            0,
            server_host_keys=[key],
            process_factory=self.run,
            line_editor=False,
            encoding=None,
        )
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await ended.wait()
        server.close()
        await server.wait_closed()

    async def run(self, process: "asyncssh.SSHServerProcess[bytes]") -> None:
        """Note what would be run for the one who was let in; nothing is."""
        self.asked.append(process.command or "")
        process.exit(1)


class _Asking(asyncssh.SSHServer):
    def __init__(self, server: PasswordServer) -> None:
        self._server = server

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        self._server.shown.append(password)
        return password == self._server.password


@contextmanager
def password_server(password: str) -> Iterator[PasswordServer]:
    """A server on loopback until the end of the block."""
    server, ready = PasswordServer(password), threading.Event()
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve(ready, ended)))
    thread.start()
    assert ready.wait(20)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(20)
        loop.close()
