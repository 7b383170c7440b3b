"""The sources file: where hosts may be pulled from, by name, as whoever runs this server has written it down."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noc_presentation.configuration_file import by_kind, read_map
from noc_presentation.errors import Misconfigured
from noc_presentation.inventory.sources import KINDS
from noc_presentation.inventory.sources.source import Source

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
FIX = "see docs/inventory.md for what a sources file holds"


def read_sources(path: Path | None) -> Mapping[str, Source]:
    """The sources by name, none without a file; raises Misconfigured for anything that is not understood."""
    if path is None:
        return {}
    document = read_map(path, "must map names to sources", FIX)
    return {str(name): _source(path, name, options) for name, options in document.items()}


def _source(path: Path, name: Any, options: Any) -> Source:
    where = f"{path}, source {name}"
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Misconfigured(where, "a name has a-z, 0-9, dot, dash and underscore", FIX)
    return by_kind(where, options, KINDS, FIX)
