"""The source files of this executor node: each configures one inventory plugin that the settings allow."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import yaml

from noc_executor_node.errors import Conflict, NotFound, NotRun
from noc_executor_node.profiles import refuse_open_file

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
MOST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was read, and the plugin that it is for, in full."""

    path: Path
    text: str
    plugin: str


def source_file(folder: Path, name: str, allowed: Collection[str]) -> SourceFile:
    """The source of this name; raises NotFound, and Conflict for one that isn't used as it is.

    It may hold secrets, so nobody else may read it.
    """
    path = folder / f"{name}.yml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise NotFound("source.unknown", f"this executor node has no inventory source {name[:64]!r}")
    try:
        refuse_open_file(path, "source.file", "failed")
    except NotRun as error:
        raise Conflict(
            "source.open_to_others", f"others may read or write the source {name}: chmod 600 it"
        ) from error
    text = path.read_bytes()[: MOST_BYTES + 1].decode("utf-8", "replace")
    plugin = _plugin(text)
    if plugin is None:
        raise Conflict(
            "source.invalid", f"the source {name} is no YAML document with a plugin's name in full"
        )
    if plugin not in allowed:
        raise Conflict("source.plugin_not_allowed", f"the settings don't allow the inventory plugin {plugin}")
    return SourceFile(path, text, plugin)


def _plugin(text: str) -> str | None:
    """The plugin that the document names; nothing of what the document says is in any error."""
    if len(text) > MOST_BYTES:
        return None
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    plugin = document.get("plugin") if isinstance(document, dict) else None
    fits = isinstance(plugin, str) and re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+){2,}", plugin)
    return plugin if fits else None
