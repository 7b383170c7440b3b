"""Connection profiles: how this executor node logs in to hosts; they belong to whoever runs it, not the inventory."""

import os
import stat
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import marshmallow as ma
import yaml

from noc_executor_node import targets
from noc_executor_node.api import fields
from noc_executor_node.attempts import Host
from noc_executor_node.errors import Misconfigured, NotRun
from noc_executor_node.vocabulary import Transport

BECOME_METHODS = ("sudo", "su", "doas")
_PROGRAM = fields.Matches(r"/[A-Za-z0-9_./+-]{1,255}", "must be an absolute path without blanks")
_NETWORK_OS = fields.Matches(r"[a-z0-9_]+(\.[a-z0-9_]+)+", "write it in full, as in cisco.ios.ios")
_USER = fields.Matches(targets.USER, "is no name of a user")


@dataclass(frozen=True, slots=True)
class Profile:
    """How to log in; `connect_timeout` is in whole seconds. A `transport` of None means the fastest that applies.

    A `port` of None means the transport's usual one. `ca_file` is what certificates are checked against where the
    transport speaks TLS; None means what the system trusts.
    """

    user: str
    private_key_file: Path
    port: int | None = None
    become_method: str = "sudo"
    become_user: str = "root"
    become_exe: str | None = None
    python_interpreter: str = "auto_silent"
    connect_timeout: int = 10
    transport: str | None = None
    network_os: str | None = None
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What differs for the hosts of a group, or those whose name matches a pattern such as `web*`."""

    group: str | None
    host: str | None
    differences: dict[str, Any]

    def concerns(self, host: Host) -> bool:
        """Whether this host is meant."""
        return (self.group is None or self.group in host.groups) and (
            self.host is None or fnmatchcase(host.name, self.host)
        )


@dataclass(frozen=True, slots=True)
class Profiles:
    """The file's contents: a default, and rules of which the first that concerns a host is used."""

    default: dict[str, Any]
    rules: tuple[Rule, ...]

    def profile_for(self, host: Host, private_key_file: Path | None = None) -> Profile:
        """How to log in to this host, with this key instead of the profile's own; raises NotRun."""
        profile = self.without_key(host)
        if private_key_file is not None:
            return replace(profile, private_key_file=private_key_file)
        refuse_open_file(profile.private_key_file, "profile.key", "unreachable")
        return profile

    def without_key(self, host: Host) -> Profile:
        """The same, whether or not its key can be used."""
        rule = next((rule for rule in self.rules if rule.concerns(host)), None)
        return Profile(**{**self.default, **(rule.differences if rule else {})})


class _Fields(fields.Schema):
    user = fields.String(validate=_USER)
    private_key_file = fields.String(validate=fields.length(1, 4096))
    port = fields.Integer(validate=fields.between(1, 65535))
    become_method = fields.String(validate=fields.one_of(*BECOME_METHODS))
    become_user = fields.String(validate=_USER)
    become_exe = fields.String(validate=_PROGRAM)
    python_interpreter = fields.String(validate=_PROGRAM)
    connect_timeout = fields.Integer(validate=fields.between(1, 600))
    transport = fields.String(validate=fields.one_of(*Transport))
    network_os = fields.String(validate=_NETWORK_OS)
    ca_file = fields.String(validate=fields.length(1, 4096))


class _Default(_Fields):
    user = fields.String(required=True, validate=_USER)
    private_key_file = fields.String(required=True, validate=fields.length(1, 4096))


class _Rule(_Fields):
    group = fields.String(validate=fields.length(1, 128))
    host = fields.String(validate=fields.length(1, 253))


class _File(fields.Schema):
    default = fields.Nested(_Default, required=True)
    rules = fields.List(fields.Nested(_Rule), load_default=list)


def read_profiles(path: Path) -> Profiles:
    """The profiles in a YAML file; raises Misconfigured. Paths in it are relative to the file.

    Cheap when the file is as it was.
    """
    try:
        status = path.stat()
    except OSError:
        return _read(path)
    return _read_version(path, (status.st_mtime_ns, status.st_ino, status.st_size))


@lru_cache(maxsize=8)
def _read_version(path: Path, _version: tuple[int, int, int]) -> Profiles:
    return _read(path)


def _read(path: Path) -> Profiles:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Misconfigured(
            path, "there is no such file", "write it; docs/executor-node.md shows one"
        ) from error
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise Misconfigured(path, f"can't be read as YAML: {error}", "correct it") from error
    try:
        loaded = _File().load(document if isinstance(document, dict) else {})
    except ma.ValidationError as error:
        raise Misconfigured(path, f"is not valid: {error.normalized_messages()}", "correct it") from error
    rules = tuple(
        Rule(rule.pop("group", None), rule.pop("host", None), _placed(rule, path)) for rule in loaded["rules"]
    )
    return Profiles(_placed(loaded["default"], path), rules)


def _placed(profile: dict[str, Any], path: Path) -> dict[str, Any]:
    for name in ("private_key_file", "ca_file"):
        if name in profile:
            profile[name] = path.parent / Path(profile[name]).expanduser()
    return profile


def refuse_open_file(path: Path, what: str, outcome: str) -> None:
    """Raises NotRun unless a file with a secret in it is there and this user's alone."""
    try:
        status = path.stat()
    except OSError as error:
        raise NotRun(outcome, f"{what}_missing", f"the key file {path} can't be read") from error
    if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077 or status.st_uid != os.geteuid():
        raise NotRun(
            outcome, f"{what}_open_to_others", f"the key file {path} must be this user's alone: chmod 600"
        )
