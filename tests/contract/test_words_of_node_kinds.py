"""The editor words kinds of nodes and their fields itself; in English they say just what the scheduler says."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from noc_scheduler.flowchart.kinds import node_kinds

ENGLISH = Path(__file__).parents[2] / "presentation/frontend/src/features/editor/locales/en.json"


def test_in_english_the_editor_says_what_the_scheduler_says_of_its_kinds() -> None:
    every = json.loads(ENGLISH.read_text(encoding="utf-8"))
    words = {key: text for key, text in every.items() if key.startswith("of.")}
    told = [(kind["kind"], place, text) for kind in node_kinds() for place, text in _of_kind(kind)]
    used = {
        (kind, place): next(
            (key for key in (f"of.{kind}.{place}", f"of.any.{place}") if key in words), f"{kind}.{place}"
        )
        for kind, place, _ in told
    }

    assert {(kind, place): words.get(used[kind, place]) for kind, place, _ in told} == {
        (kind, place): text for kind, place, text in told
    }
    assert set(words) == set(used.values())


def _of_kind(kind: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "title", kind["title"]
    yield "description", kind["description"]
    yield from _of_schema(kind["fields"], "")


def _of_schema(schema: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """Items and alternatives stand where that stands which holds them."""
    yield from ((f"{path}{name}", schema[name]) for name in ("title", "description") if name in schema)
    for inner in (*([schema["items"]] if "items" in schema else []), *schema.get("anyOf", [])):
        yield from _of_schema(inner, path)
    for name, inner in schema.get("properties", {}).items():
        yield from _of_schema(inner, f"{path}{name}.")
