"""A network device of the tests' own: an SSH server that speaks as much of a Cisco CLI as Ansible's modules ask for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

from tests.executor_node.played_ssh import PlayedHost, open_to_ssh

VERSION = """\
Cisco IOS Software, 7200 Software (C7200-ADVENTERPRISEK9-M), Version 15.2(4)M7, RELEASE SOFTWARE (fc2)
{name} uptime is 3 days
Processor board ID 4279256517"""


@dataclass
class PlayedDevice(PlayedHost):
    """What it was told beside that, and its configuration, which what it is told changes."""

    enable_password: str = ""
    name: str = "edge1"
    told: list[str] = field(default_factory=list)
    configuration: list[str] = field(default_factory=lambda: ["interface Loopback0", " description old"])

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


@contextmanager
def played_device(folder: Path, password: str, enable_password: str) -> Iterator[PlayedDevice]:
    """A device on loopback until the end of the block."""
    device = PlayedDevice(folder, password, enable_password=enable_password)
    with open_to_ssh(device, lambda channel: _Session(device, channel).talk()):
        yield device
