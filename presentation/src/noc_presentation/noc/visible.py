"""Text from elsewhere on somebody's terminal: what would move the cursor, or text about, becomes visible.

Output of hosts, messages and names may hold anything, and a terminal obeys what it is sent.
"""

import json
import re
from collections.abc import Iterable
from io import StringIO

import click
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from ruamel.yaml import YAML

_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
STAND_IN = "\ufffd"


def visible(text: str) -> str:
    """The text with a stand-in for every control and direction character; line ends and tabs stay."""
    return _COMMANDS.sub(STAND_IN, text)


def as_json(document: object, indent: int | None = 2) -> str:
    """The document as JSON for programs, without `indent` in one line; such characters as JSON's own escapes."""
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    return _COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def as_yaml(document: object) -> str:
    """The document as YAML in blocks, keys in their order; such characters are written as YAML's own escapes."""
    text = _yaml(document, ascii_only=False)
    return _yaml(document, ascii_only=True) if _COMMANDS.search(text) else text


def _yaml(document: object, *, ascii_only: bool) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.representer.sort_base_mapping_type_on_output = False
    yaml.allow_unicode = not ascii_only
    text = StringIO()
    yaml.dump(document, text)
    return text.getvalue()


def warn(line: str) -> None:
    """A line for standard error."""
    click.echo(visible(line), err=True)


class VisibleConsole(Console):
    """A console that prints its own control codes and nobody else's."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=visible(segment.text))
