"""How addresses name what the scheduler keeps: what can't be a name is not found, and goes no further."""

import re

from noc_presentation.errors import NotFound

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
VERSION = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
MODULE = re.compile(r"[A-Za-z0-9_]{1,100}(\.[A-Za-z0-9_]{1,100}){0,9}", re.ASCII)
NAME = re.compile(r"[^/\x00-\x1f\x7f]{1,255}")


def id_or_number(text: str) -> str:
    """An execution's id (in lower case) or number."""
    return text if NUMBER.fullmatch(text) else only_id(text)


def version_number(text: str) -> int:
    """The number of a version, in plain digits."""
    if not VERSION.fullmatch(text):
        raise NotFound("version.unknown", "there is no such version")
    return int(text)


def only_id(text: str) -> str:
    """An id, in lower case."""
    lowered = text.lower()
    if not UUID.fullmatch(lowered):
        raise NotFound("not_found", "there is no such thing here")
    return lowered


def host_name(text: str) -> str:
    """A host's name as it may stand in one segment of an address."""
    if not NAME.fullmatch(text) or text in (".", ".."):
        raise NotFound("not_found", "there is no such host here")
    return text


def module_name(text: str) -> str:
    """An Ansible module's name, with its collection or without."""
    if not MODULE.fullmatch(text):
        raise NotFound("not_found", "there is no such module")
    return text
