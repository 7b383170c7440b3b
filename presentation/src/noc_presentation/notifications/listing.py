"""What a channels file names, without opening any channel: names, kinds, and the options as they are written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noc_presentation.configuration_file import read_map
from noc_presentation.errors import Misconfigured

WITHOUT_A_FILE: Mapping[str, Any] = {"oncall": {"kind": "log"}}
FIX = "see docs/notifications.md for what a channels file holds"


def written_channels(path: Path | None) -> Mapping[str, Any]:
    """The options of each channel by its name; without a file there is one, `oncall`, which writes into the log.

    Raises Misconfigured for a file that can't be read; what stands in it is not looked at.
    """
    if path is None:
        return WITHOUT_A_FILE
    document = read_map(path, "holds no channels", FIX)
    if not document:
        raise Misconfigured(str(path), "holds no channels", FIX)
    return document


def kinds(path: Path | None) -> dict[str, str]:
    """The kind of each channel by its name."""
    return {
        str(name): str(options.get("kind")) if isinstance(options, dict) else "?"
        for name, options in written_channels(path).items()
    }
