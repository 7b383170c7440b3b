"""The channel for the long tail: whatever Apprise knows an address for."""

from dataclasses import dataclass
from pathlib import Path

import apprise

from noc_presentation.configuration_file import BadOption, Options, refuse_unknown
from noc_presentation.notifications.channels.kind import one_line, plain_lines, secret_file
from noc_presentation.notifications.message import Message, NotNow


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """A file with one Apprise address on each line; most of them hold secrets, so nobody else may read it."""

    urls_file: Path

    def deliver(self, message: Message) -> str:
        """Hand it to every address; Apprise says no more than whether all of them took it."""
        sender = _sender(self.urls_file)
        if not sender.notify(title=one_line(message.subject), body=plain_lines(message.text)):
            raise NotNow("not every address took it; Apprise says no more than that")
        return f"taken by {len(sender)}"


def read(options: Options) -> AppriseChannel:
    """`urls_file` is needed, and every line of it must be an address that Apprise understands."""
    refuse_unknown(options, {"urls_file"})
    path = secret_file("urls_file", options.get("urls_file"))
    _sender(path)
    return AppriseChannel(path)


def _sender(path: Path) -> apprise.Apprise:
    sender = apprise.Apprise()
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    for number, line in enumerate(lines, start=1):
        if line and not sender.add(line):
            raise BadOption(f"urls_file {path}: line {number} is no address that Apprise understands")
    if not len(sender):
        raise BadOption(f"urls_file {path} holds no address")
    return sender
