"""The formats an inventory can be imported from: which there are, which a document is in, and reading it."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from noc_presentation.errors import TooLarge
from noc_presentation.inventory.collected import Collected
from noc_presentation.inventory.csv_layout import read_csv, separator
from noc_presentation.inventory.findings import unreadable
from noc_presentation.inventory.ini import read_ini
from noc_presentation.inventory.json_tree import read_json_text
from noc_presentation.inventory.limits import MAX_CONTENT, MAX_YAML_CONTENT
from noc_presentation.inventory.list_layout import collect_list
from noc_presentation.inventory.yaml_layout import collect_yaml
from noc_presentation.inventory.yaml_tree import read_yaml

AUTO: Final = "auto"
READERS: Mapping[str, Callable[[str], Collected]] = {
    "ini": read_ini,
    "yaml": lambda text: collect_yaml(read_yaml(text)),
    "json": lambda text: collect_list(read_json_text(text)),
    "csv": read_csv,
}
FORMATS = (AUTO, *READERS)
READ_AS_WELL = {("yaml", "json"), ("csv", "ini")}
"""Pairs of a declared format and another that a document of it may look like: a CSV of names is one column."""

_YAML_FIRST_LINE = re.compile(r"""---.*|%YAML.*|("[^"]*"|'[^']*'|[^\s\[\]{}=#:]+)\s*:(\s.*)?""")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read(declared: str, content: str, drop_forbidden: bool = False) -> tuple[str, Collected]:
    """The format the document is in and everything it says, with its findings.

    Variables that no inventory may have are errors, or with `drop_forbidden` warnings.
    Raises Invalid where there is nothing to go on with: empty, binary, not the declared format, a program.
    """
    text = content.removeprefix("\ufeff")
    if len(text) > MAX_CONTENT:
        raise TooLarge("inventory.too_large", f"more than {MAX_CONTENT // 2**20} MiB")
    if found := _CONTROL.search(text):
        row = text.count("\n", 0, found.start()) + 1
        raise unreadable("inventory.format", f"the character U+{ord(found[0]):04X}: this is no text", row)
    if text.startswith("#!"):
        raise unreadable(
            "inventory.format_not_allowed",
            "this is a program; run it yourself and import what it prints with --list",
            1,
        )
    looks = _looks_like(text)
    chosen = looks if declared == AUTO else declared
    if looks != chosen and (chosen, looks) not in READ_AS_WELL:
        raise unreadable("inventory.format", f"this is no {chosen.upper()}; it looks like {looks.upper()}")
    if chosen == "yaml" and len(text) > MAX_YAML_CONTENT:
        raise TooLarge(
            "inventory.too_large",
            f"YAML of more than {MAX_YAML_CONTENT // 2**20} MiB; send it as --list JSON or INI",
        )
    collected = READERS[chosen](text)
    collected.judge_forbidden(drop_forbidden)
    if not collected.hosts and not collected.findings.has_errors:
        raise unreadable("inventory.empty", "the document names no host")
    return chosen, collected


def _looks_like(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and line[0] not in "#;"), None)
    if first is None:
        raise unreadable("inventory.empty", "the document is empty")
    if first.startswith("{"):
        return "json"
    if separator(first):
        return "csv"
    return "yaml" if _YAML_FIRST_LINE.fullmatch(first) else "ini"
