"""The channels file: which channels there are, by name."""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from noc_presentation.errors import Misconfigured
from noc_presentation.notifications.channels import KINDS
from noc_presentation.notifications.channels.kind import BadOption, Channel
from noc_presentation.notifications.channels.log import LogChannel

WITHOUT_A_FILE: Mapping[str, Channel] = {"oncall": LogChannel()}
FIX = "see docs/notifications.md for what a channels file holds"


def read_channels(path: Path | None) -> Mapping[str, Channel]:
    """The channels by name; without a file there is one, `oncall`, which writes into the log.

    Raises Misconfigured for a file that can't be read or has anything in it that is not understood.
    """
    if path is None:
        return WITHOUT_A_FILE
    try:
        document = YAML(typ="safe", pure=True).load(StringIO(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, YAMLError, RecursionError) as error:
        raise Misconfigured(str(path), " ".join(str(error).split()), FIX) from error
    if not isinstance(document, dict) or not document:
        raise Misconfigured(str(path), "holds no channels", FIX)
    return {str(name): _channel(path, name, options) for name, options in document.items()}


def _channel(path: Path, name: Any, options: Any) -> Channel:
    where = f"{path}, channel {name}"
    if not isinstance(options, dict) or options.get("kind") not in KINDS:
        raise Misconfigured(where, f"kind must be one of: {', '.join(KINDS)}", FIX)
    try:
        return KINDS[options["kind"]]({key: value for key, value in options.items() if key != "kind"})
    except BadOption as error:
        raise Misconfigured(where, str(error), FIX) from error
