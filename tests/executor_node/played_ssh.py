"""The SSH server of played devices: it lets in who knows the password, and hands each session to the device."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

from tests.executor_node.private_sshd import make_key, public_key

SHELL = "shell"


@dataclass
class PlayedHost:
    """Where it is, what it was shown, and what it serves: a shell, or a subsystem of this name."""

    folder: Path
    password: str
    serves: str = SHELL
    port: int = 0
    shown: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    open_sessions: int = 0

    @property
    def host_key(self) -> str:
        return public_key(self.folder / "device_key")


class _Door(paramiko.ServerInterface):
    """Lets in who knows the password, to what the host serves alone."""

    def __init__(self, host: PlayedHost, talk: Callable[[paramiko.Channel], None]) -> None:
        self._host = host
        self._talk = talk

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        self._host.shown.append(password)
        right = password == self._host.password
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def check_channel_pty_request(self, *_: object) -> bool:
        return self._host.serves == SHELL

    def check_channel_shell_request(self, channel: paramiko.Channel) -> bool:
        return self._begin(SHELL, channel)

    def check_channel_subsystem_request(self, channel: paramiko.Channel, name: str) -> bool:
        return self._begin(name, channel)

    def _begin(self, wanted: str, channel: paramiko.Channel) -> bool:
        if wanted == self._host.serves:
            threading.Thread(target=self._session, args=(channel,), daemon=True).start()
        return wanted == self._host.serves

    def _session(self, channel: paramiko.Channel) -> None:
        self._host.open_sessions += 1
        try:
            with suppress(OSError, EOFError):  # the other side has gone
                self._talk(channel)
        finally:
            self._host.open_sessions -= 1
            with suppress(OSError, EOFError):
                channel.close()


@contextmanager
def open_to_ssh(host: PlayedHost, talk: Callable[[paramiko.Channel], None]) -> Iterator[None]:
    """The host listens on loopback until the end of the block; `talk` returns when a session is over."""
    host.folder.mkdir()
    make_key(host.folder / "device_key")
    key = paramiko.Ed25519Key(filename=str(host.folder / "device_key"))
    transports: list[paramiko.Transport] = []

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(key)
            transports.append(transport)
            with suppress(EOFError, paramiko.SSHException):  # whoever came did not like the key
                transport.start_server(server=_Door(host, talk))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        host.port = listener.getsockname()[1]
        server = threading.Thread(target=serve, args=(listener,))
        server.start()
        try:
            yield
        finally:
            host.closing.set()
            listener.shutdown(socket.SHUT_RDWR)
            server.join(10)
            for transport in transports:
                transport.close()
