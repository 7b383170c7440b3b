"""What a channel is: something that delivers a message, made of the options in the channels file."""

from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from noc_presentation.configuration_file import BadOption, Options
from noc_presentation.notifications.message import Message


class Channel(Protocol):
    """A way to people."""

    def deliver(self, message: Message) -> str:
        """Deliver and return what the other side answered; raises NotNow or Never when it didn't get through.

        May be called again with a message that did get through, if this process died before noting it:
        the message's id is the same then, and a channel that can carry it does.
        """


class ChannelKind(Protocol):
    """Reads a channel's options."""

    def __call__(self, options: Options) -> Channel:
        """A channel with these options; raises BadOption. Nothing is contacted yet."""


def secret_file(option: str, name: Any) -> Path:
    """The file that holds a secret; raises BadOption where others may read it. It is read at each use."""
    path = Path(str(name))
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise BadOption(f"{option} {path}: {error.strerror}") from error
    if mode & 0o077:
        raise BadOption(f"{option} {path} may be read by others; chmod 600 {path}")
    return path


def web_address(option: str, value: Any) -> str:
    """An http(s) address without anything secret in it."""
    url = urlsplit(value) if isinstance(value, str) and one_line(value) == value else None
    if url is None or url.scheme not in ("http", "https") or not url.hostname or url.username is not None:
        raise BadOption(f"{option} must be an address such as https://example.org/")
    return str(value)


def one_line(text: str) -> str:
    """`text` with control characters and line ends replaced: it can't end a header or move a cursor."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def plain_lines(text: str) -> str:
    """The same for a text of several lines, which stay as they are."""
    return "\n".join(one_line(line.replace("\t", "    ")) for line in text.splitlines())
