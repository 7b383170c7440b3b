"""A device that speaks NETCONF 1.0 (RFC 6241, over SSH as RFC 6242 says) about one leaf: its description."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

from tests.executor_node.played_ssh import PlayedHost, open_to_ssh

END = b"]]>]]>"
BASE = "urn:ietf:params:xml:ns:netconf:base:1.0"
CAPABILITIES = ("urn:ietf:params:netconf:base:1.0", "urn:ietf:params:netconf:capability:writable-running:1.0")
SYSTEM = "urn:example:system"
_MESSAGE = re.compile(r'message-id="([^"]+)"')
_OPERATION = re.compile(r"<(?:\w+:)?rpc\b[^>]*>\s*<(?:\w+:)?([\w-]+)")
_DESCRIPTION = re.compile(r"<description>([^<]*)</description>")


@dataclass
class PlayedNetconf(PlayedHost):
    """The operations it was asked for, and what it is described as."""

    serves: str = "netconf"
    asked: list[str] = field(default_factory=list)
    description: str = "old"

    def talk(self, channel: paramiko.Channel) -> None:
        """Say hello, then answer one message after the other until the session is closed."""
        told = "".join(f"<capability>{each}</capability>" for each in CAPABILITIES)
        hello = f"<capabilities>{told}</capabilities><session-id>7</session-id>"
        channel.sendall(f'<hello xmlns="{BASE}">{hello}</hello>'.encode() + END)
        heard = b""
        while received := channel.recv(4096):
            heard += received
            while END in heard:
                message, heard = heard.split(END, 1)
                if operation := _found(_OPERATION, message.decode()):  # else it is the other side's hello
                    channel.sendall(self._reply(operation, message.decode()).encode() + END)

    def _reply(self, operation: str, message: str) -> str:
        self.asked.append(operation)
        body = "<ok/>"
        if operation in ("get", "get-config"):
            leaf = f"<description>{self.description}</description>"
            body = f'<data><system xmlns="{SYSTEM}">{leaf}</system></data>'
        elif operation == "edit-config":
            self.description = _found(_DESCRIPTION, message)
        return f'<rpc-reply xmlns="{BASE}" message-id="{_found(_MESSAGE, message)}">{body}</rpc-reply>'


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


@contextmanager
def played_netconf(folder: Path, password: str) -> Iterator[PlayedNetconf]:
    """A device on loopback until the end of the block."""
    device = PlayedNetconf(folder, password)
    with open_to_ssh(device, device.talk):
        yield device
