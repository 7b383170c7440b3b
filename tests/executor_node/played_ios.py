"""A network device of the tests' own: an SSH server that speaks as much of a Cisco CLI as Ansible's modules ask for."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

from tests.executor_node.private_sshd import make_key, public_key

VERSION = """\
Cisco IOS Software, 7200 Software (C7200-ADVENTERPRISEK9-M), Version 15.2(4)M7, RELEASE SOFTWARE (fc2)
{name} uptime is 3 days
Processor board ID 4279256517"""


@dataclass
class PlayedDevice:
    """Where it is, what it was shown and told, and its configuration, which what it is told changes."""

    folder: Path
    password: str
    enable_password: str
    name: str = "edge1"
    port: int = 0
    shown: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    configuration: list[str] = field(default_factory=lambda: ["interface Loopback0", " description old"])
    closing: threading.Event = field(default_factory=threading.Event)
    open_sessions: int = 0

    @property
    def host_key(self) -> str:
        return public_key(self.folder / "device_key")

    def answer(self, session: "_Session", line: str) -> str:
        """What it says to a line; to `show clock` it says nothing as long as anybody waits."""
        match line.split():
            case ["show", "version"]:
                return VERSION.format(name=self.name)
            case ["show", "running-config", *_] if session.enabled:
                return "\n".join(
                    ["Building configuration...", "", f"hostname {self.name}", *self.configuration, "end"]
                )
            case ["show", "privilege"]:
                return f"Current privilege level is {15 if session.enabled else 1}"
            case ["show", "clock"]:
                while not self.closing.wait(0.05) and not session.channel.closed:
                    pass
                return "*10:00:00.000 UTC"
            case ["terminal", ("length" | "width"), _] | []:
                return ""
            case ["configure", "terminal"] if session.enabled:
                session.configures = True
                return "Enter configuration commands, one per line.  End with CNTL/Z."
            case ["end"] if session.configures:
                session.configures = False
                return ""
            case ["interface", *_] if session.configures:
                return ""
            case ["description", *_] if session.configures:
                self.configuration[1] = f" {line.strip()}"
                return ""
        return "                ^\n% Invalid input detected at '^' marker."


@dataclass
class _Session:
    """One login; `configures`: it is in configuration mode."""

    device: PlayedDevice
    channel: paramiko.Channel
    enabled: bool = False
    configures: bool = False

    def prompt(self) -> str:
        mode = "(config)#" if self.configures else "#" if self.enabled else ">"
        return f"{self.device.name}{mode}"

    def talk(self) -> None:
        """Prompt, echo and answer until the other side goes."""
        self._say(f"\n{self.prompt()}")
        while (words := self._line()) is not None:
            self.device.told.append(words)
            if words == "exit":
                break
            self._say(f"{words}\n")
            if words == "enable":
                self._say("Password: ")
                self.enabled = self._line() == self.device.enable_password
                said = "" if self.enabled else "% Access denied"
            else:
                said = self.device.answer(self, words)
            self._say(f"{said}\n{self.prompt()}" if said else f"\n{self.prompt()}")

    def _line(self) -> str | None:
        """What was typed until the return key; None when the other side has gone."""
        typed = b""
        while (byte := self.channel.recv(1)) not in (b"\r", b"\n"):
            if not byte:
                return None
            typed += byte
        return typed.decode().strip()

    def _say(self, text: str) -> None:
        self.channel.sendall(re.sub(r"\r?\n", "\r\n", text).encode())


class _Door(paramiko.ServerInterface):
    """Lets in who knows the password, to a shell alone."""

    def __init__(self, device: PlayedDevice) -> None:
        self._device = device

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        self._device.shown.append(password)
        right = password == self._device.password
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def check_channel_pty_request(self, *_: object) -> bool:
        return True

    def check_channel_shell_request(self, channel: paramiko.Channel) -> bool:
        threading.Thread(target=self._session, args=(channel,), daemon=True).start()
        return True

    def _session(self, channel: paramiko.Channel) -> None:
        self._device.open_sessions += 1
        try:
            with suppress(OSError, EOFError):  # the other side has gone
                _Session(self._device, channel).talk()
        finally:
            self._device.open_sessions -= 1
            with suppress(OSError, EOFError):
                channel.close()


@contextmanager
def played_device(folder: Path, password: str, enable_password: str) -> Iterator[PlayedDevice]:
    """A device on loopback until the end of the block."""
    folder.mkdir()
    make_key(folder / "device_key")
    device = PlayedDevice(folder, password, enable_password)
    key = paramiko.Ed25519Key(filename=str(folder / "device_key"))
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
                transport.start_server(server=_Door(device))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        device.port = listener.getsockname()[1]
        server = threading.Thread(target=serve, args=(listener,))
        server.start()
        try:
            yield device
        finally:
            device.closing.set()
            listener.shutdown(socket.SHUT_RDWR)
            server.join(10)
            for transport in transports:
                transport.close()
