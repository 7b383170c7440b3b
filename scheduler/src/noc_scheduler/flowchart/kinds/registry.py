"""Every kind of node there is, by name; a kind's module enters it here."""

import difflib
from typing import Any

from noc_scheduler.flowchart.kinds.kind import Kind

KINDS: dict[str, Kind] = {}


def register(kind: type[Kind]) -> type[Kind]:
    """Class decorator: make the kind known under its name."""
    KINDS[kind.name] = kind()
    return kind


def unknown_kind(name: str, node: str) -> str:
    """The sentence about a kind that doesn't exist, with the nearest one that does."""
    near = difflib.get_close_matches(name, KINDS, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return f"unknown kind '{name[:60]}' in node '{node[:63]}'{hint} known: {', '.join(KINDS)}"


def node_kinds() -> list[dict[str, Any]]:
    """All kinds as `GET /v1/node-kinds` lists them, in the order of the registry."""
    return [kind.as_dict() for kind in KINDS.values()]
