"""What a channels file names, without opening any channel: names, kinds, and the options as they are written."""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from noc_presentation.errors import Misconfigured

WITHOUT_A_FILE: Mapping[str, Any] = {"oncall": {"kind": "log"}}
FIX = "see docs/notifications.md for what a channels file holds"


def written_channels(path: Path | None) -> Mapping[str, Any]:
    """The options of each channel by its name; without a file there is one, `oncall`, which writes into the log.

    Raises Misconfigured for a file that can't be read; what stands in it is not looked at.
    """
    if path is None:
        return WITHOUT_A_FILE
    try:
        document = YAML(typ="safe", pure=True).load(StringIO(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, YAMLError, RecursionError) as error:
        raise Misconfigured(str(path), " ".join(str(error).split()), FIX) from error
    if not isinstance(document, dict) or not document:
        raise Misconfigured(str(path), "holds no channels", FIX)
    return document


def kinds(path: Path | None) -> dict[str, str]:
    """The kind of each channel by its name."""
    return {
        str(name): str(options.get("kind")) if isinstance(options, dict) else "?"
        for name, options in written_channels(path).items()
    }
