"""The channels file: which channels there are, by name."""

from collections.abc import Mapping
from pathlib import Path

from noc_presentation.configuration_file import by_kind
from noc_presentation.notifications.channels import KINDS
from noc_presentation.notifications.channels.kind import Channel
from noc_presentation.notifications.listing import FIX, written_channels


def read_channels(path: Path | None) -> Mapping[str, Channel]:
    """The channels by name; without a file there is one, `oncall`, which writes into the log.

    Raises Misconfigured for a file that can't be read or has anything in it that is not understood.
    """
    return {
        str(name): by_kind(f"{path}, channel {name}", options, KINDS, FIX)
        for name, options in written_channels(path).items()
    }
