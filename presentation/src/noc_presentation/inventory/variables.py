"""Variables of hosts and groups: an allowlist, without anything that chooses how or where Ansible runs."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from noc_presentation.credentials.choosing import check_names
from noc_presentation.errors import Invalid
from noc_presentation.inventory.addresses import address, port
from noc_presentation.inventory.host_keys import host_keys
from noc_presentation.inventory.limits import MAX_TAGS_PER_HOST, MAX_TEXT, MAX_VALUE_DEPTH
from noc_presentation.inventory.names import shown, tag, user
from noc_presentation.inventory.selectors import check_selector

MAGIC = frozenset(
    [
        "environment",
        "group_names",
        "groups",
        "hostvars",
        "lookup",
        "omit",
        "playbook_dir",
        "q",
        "query",
        "undef",
        "vars",
    ]
)
MAGIC_PREFIXES = ("inventory_", "play_", "role_")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def tags(value: object) -> tuple[str, ...]:
    """Sorted tags of a list, or of a text with commas or blanks in between; raises Invalid `tag.invalid`."""
    given = re.split(r"[,\s]+", value.strip(", \t\r\n")) if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not all(isinstance(item, str) for item in given):
        raise Invalid("tag.invalid", "tags are a list of texts, or one text with commas between them")
    found = {tag(item) for item in given if item}
    if len(found) > MAX_TAGS_PER_HOST:
        raise Invalid("tag.invalid", f"more than {MAX_TAGS_PER_HOST} tags for one host")
    return tuple(sorted(found))


def _user(value: object) -> str:
    return user(str(value))


FIELDS: Mapping[str, tuple[str, Callable[[object], Any]]] = {
    "ansible_host": ("address", address),
    "ansible_port": ("port", port),
    "ansible_user": ("user", _user),
    "noc_host_keys": ("host_keys", host_keys),
    "noc_tags": ("tags", tags),
}
"""The variables which are really a field of the host: that field, and how its value is read."""


OURS: Mapping[str, Callable[[object], None]] = {
    "noc_executor_node": check_selector,
    "noc_credentials": check_names,
}
"""The variables that stay variables and mean something to us: how the value of each is judged."""


@lru_cache(maxsize=1_024)  # an inventory has few names, each of them many times
def check_name(name: str) -> None:
    """Raises Invalid unless `name` may be a free variable or is one of FIELDS or OURS.

    `inventory.var_forbidden` for Ansible's own in any disguise (case, blanks, full-width letters),
    `var.name_invalid` for the rest.
    """
    if name in FIELDS or name in OURS:
        return
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    if plain.startswith("ansible_"):
        allowed = ", ".join(known for known in FIELDS if known.startswith("ansible_"))
        raise Invalid(
            "inventory.var_forbidden",
            f"{shown(name)} decides how Ansible connects or runs; an inventory may only set {allowed}",
        )
    if plain.startswith("noc_"):
        ours = ", ".join(known for known in (*FIELDS, *OURS) if known.startswith("noc_"))
        raise Invalid("var.name_invalid", f"{shown(name)}: names with noc_ are ours; there are {ours}")
    if plain in MAGIC or plain.startswith(MAGIC_PREFIXES):
        raise Invalid("var.name_invalid", f"{shown(name)} is a name which Ansible keeps for itself")
    if not _NAME.fullmatch(name):
        raise Invalid(
            "var.name_invalid", f"{shown(name)} is no variable name: letters, digits and '_', first no digit"
        )


def check_variable(name: str, value: object) -> None:
    """Raises Invalid unless `value` is what a variable of this name may hold."""
    check_value(value)
    if name in OURS:
        OURS[name](value)


def check_value(value: object) -> None:
    """Raises Invalid unless `value` is JSON within the limits; `{{ }}` in a text is text."""
    _check(value, 0)


def _check(value: object, depth: int) -> None:
    if depth == MAX_VALUE_DEPTH and isinstance(value, Mapping | list | tuple):
        raise Invalid("var.too_deep", f"more than {MAX_VALUE_DEPTH} levels of lists and maps")
    match value:
        case None | bool():
            return
        case str():
            _check_text(value)
        case int():
            if not -(2**63) <= value < 2**63:
                raise Invalid("var.value_invalid", "a whole number of more than 64 bits")
        case float():
            if not math.isfinite(value):
                raise Invalid("var.value_invalid", "not a finite number")
        case Mapping():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise Invalid(
                        "var.value_invalid", f"the key {shown(str(key))} is no text; put it into quotes"
                    )
                _check_text(key)
                _check(item, depth + 1)
        case list() | tuple():
            for item in value:
                _check(item, depth + 1)
        case _:
            raise Invalid("var.value_invalid", f"a value of type {type(value).__name__}; JSON has none")


def _check_text(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise Invalid("var.too_long", f"a text of more than {MAX_TEXT // 1024} KiB")
    if found := _UNSTORABLE.search(text):
        raise Invalid("var.value_invalid", f"a text holds the character U+{ord(found[0]):04X}")
