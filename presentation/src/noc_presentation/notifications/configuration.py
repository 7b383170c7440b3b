"""The channels file: which channels there are, by name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noc_presentation.errors import Misconfigured
from noc_presentation.notifications.channels import KINDS
from noc_presentation.notifications.channels.kind import BadOption, Channel
from noc_presentation.notifications.listing import FIX, written_channels


def read_channels(path: Path | None) -> Mapping[str, Channel]:
    """The channels by name; without a file there is one, `oncall`, which writes into the log.

    Raises Misconfigured for a file that can't be read or has anything in it that is not understood.
    """
    return {str(name): _channel(path, name, options) for name, options in written_channels(path).items()}


def _channel(path: Path | None, name: Any, options: Any) -> Channel:
    where = f"{path}, channel {name}"
    if not isinstance(options, dict) or options.get("kind") not in KINDS:
        raise Misconfigured(where, f"kind must be one of: {', '.join(KINDS)}", FIX)
    try:
        return KINDS[options["kind"]]({key: value for key, value in options.items() if key != "kind"})
    except BadOption as error:
        raise Misconfigured(where, str(error), FIX) from error
