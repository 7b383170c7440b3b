"""The sources file: where hosts may be pulled from, by name, as whoever runs this server has written it down."""

import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from noc_presentation.errors import Misconfigured
from noc_presentation.inventory.sources import KINDS
from noc_presentation.inventory.sources.source import BadOption, Source

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
FIX = "see docs/inventory.md for what a sources file holds"


def read_sources(path: Path | None) -> Mapping[str, Source]:
    """The sources by name, none without a file; raises Misconfigured for anything that is not understood."""
    if path is None:
        return {}
    try:
        document = YAML(typ="safe", pure=True).load(StringIO(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, YAMLError, RecursionError) as error:
        raise Misconfigured(str(path), " ".join(str(error).split()), FIX) from error
    if not isinstance(document, dict):
        raise Misconfigured(str(path), "must map names to sources", FIX)
    return {str(name): _source(path, name, options) for name, options in document.items()}


def _source(path: Path, name: Any, options: Any) -> Source:
    where = f"{path}, source {name}"
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Misconfigured(where, "a name has a-z, 0-9, dot, dash and underscore", FIX)
    if not isinstance(options, dict) or options.get("kind") not in KINDS:
        raise Misconfigured(where, f"kind must be one of: {', '.join(KINDS)}", FIX)
    try:
        return KINDS[options["kind"]]({key: value for key, value in options.items() if key != "kind"})
    except BadOption as error:
        raise Misconfigured(where, str(error), FIX) from error
