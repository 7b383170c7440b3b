"""Names of hosts, groups, tags and users: which are allowed, and in which form they are stored."""

import re
import unicodedata

from noc_presentation.errors import Invalid
from noc_presentation.names import folded

ALL = "all"
UNGROUPED = "ungrouped"
RESERVED = frozenset({ALL, UNGROUPED, "_meta"})

_WORD = re.compile(r"\w[\w.-]{0,127}")
_IPV6 = re.compile(r"[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,45}(%[A-Za-z0-9_.-]{1,15})?")
_TAG = re.compile(r"\w[\w.:/=@+-]{0,63}")
_USER = re.compile(r"[a-z_][a-z0-9_.-]{0,31}\$?", re.ASCII)


def host_name(text: str) -> str:
    """The name in its stored form (NFKC); raises Invalid `inventory.host_invalid`.

    Letters, digits, `_`, `.` and `-`, or an IPv6 address; nothing a shell, ssh or a host pattern would read
    as more than a name.
    """
    name = unicodedata.normalize("NFKC", text)
    if not (_WORD.fullmatch(name) or _IPV6.fullmatch(name)):
        raise Invalid(
            "inventory.host_invalid",
            f"{shown(text)} is no host name: only letters, digits, _ . and -, not . or - first, at most 128",
        )
    if folded(name) in RESERVED:
        raise Invalid("inventory.host_invalid", f"{shown(text)} is a word of Ansible's and no host name")
    return name


def group_name(text: str) -> str:
    """The name in its stored form (NFKC); raises Invalid `inventory.group_invalid`."""
    name = unicodedata.normalize("NFKC", text)
    if not _WORD.fullmatch(name):
        raise Invalid(
            "inventory.group_invalid",
            f"{shown(text)} is no group name: only letters, digits, _ . and -, not . or - first, at most 128",
        )
    if folded(name) in RESERVED:
        raise Invalid("inventory.group_invalid", f"{shown(text)} is a word of Ansible's and no group of ours")
    return name


def tag(text: str) -> str:
    """The tag in its stored form (NFKC); raises Invalid `tag.invalid`."""
    name = unicodedata.normalize("NFKC", text)
    if not _TAG.fullmatch(name):
        raise Invalid("tag.invalid", f"{shown(text)} is no tag: 1 to 64 letters, digits and _ . : / = @ + -")
    return name


def user(text: str) -> str:
    """The user a connection logs in as; raises Invalid `user.invalid`."""
    if not _USER.fullmatch(text):
        raise Invalid(
            "user.invalid",
            f"{shown(text)} is no user name: a-z, 0-9, '_', '.' and '-', at most 32, first a letter",
        )
    return text


def shown(text: str) -> str:
    """The text as a message may quote it: escaped and cut."""
    return repr(text if len(text) <= 80 else f"{text[:79]}…")
