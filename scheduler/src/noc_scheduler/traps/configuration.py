"""What a trap receiver is told by its file: where to listen, whom to believe, and which traps go where."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from noc_scheduler.errors import InsecureKeyFile, WrongSettings

Network = IPv4Network | IPv6Network
OID = re.compile(r"[0-2](\.(0|[1-9][0-9]{0,9})){1,127}", re.ASCII)
AUTH = ("SHA", "SHA224", "SHA256", "SHA384", "SHA512")
PRIV = ("AES128", "AES192", "AES256")
SHORTEST_PASSPHRASE = 8


@dataclass(frozen=True, slots=True)
class Community:
    """A community of v1 and v2c, and the networks it is believed from."""

    text: str
    sources: tuple[Network, ...]


@dataclass(frozen=True, slots=True)
class User:
    """A user of v3: always authenticated and encrypted, always of one engine."""

    name: str
    engine_id: bytes
    auth: str
    auth_passphrase: str
    priv: str
    priv_passphrase: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Traps of this OID go to this schedule; `v3_only`: forgeable ones are not handed on."""

    oid: str
    schedule: UUID
    secret: bytes
    v3_only: bool


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything in the file."""

    host: str
    port: int
    scheduler: str
    communities: tuple[Community, ...]
    users: tuple[User, ...]
    rules: tuple[Rule, ...]


def read_configuration(path: Path) -> Configuration:
    """The configuration in a file; raises WrongSettings that names the place, and InsecureKeyFile for secrets."""
    try:
        document = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise WrongSettings(f"{path} can't be read: {' '.join(str(error).split())}") from error
    top = _fields(document, str(path), {"listen", "scheduler", "communities", "users", "traps"})
    host, colon, port = str(top.get("listen", "127.0.0.1:1162")).rpartition(":")
    if not (colon and port.isdecimal() and int(port) < 2**16):
        _wrong("listen", "write HOST:PORT, such as 127.0.0.1:1162")
    return Configuration(
        host=host.strip("[]"),
        port=int(port),
        scheduler=_text(top, "scheduler", "").rstrip("/"),
        communities=tuple(_community(one, f"communities[{n}]") for n, one in _list(top, "communities")),
        users=tuple(_user(one, f"users[{n}]") for n, one in _list(top, "users")),
        rules=tuple(_rule(one, f"traps[{n}]") for n, one in _list(top, "traps")),
    )


def _community(document: Any, place: str) -> Community:
    said = _fields(document, place, {"community_file", "sources"})
    try:
        sources = tuple(ip_network(str(one)) for _, one in _list(said, "sources"))
    except ValueError as error:
        _wrong(f"{place}.sources", str(error))
    if not sources:
        _wrong(f"{place}.sources", "name the networks that it is believed from")
    return Community(_secret(said, "community_file", place, 1), sources)


def _user(document: Any, place: str) -> User:
    names = {"name", "engine_id", "auth", "auth_file", "priv", "priv_file"}
    said = _fields(document, place, names)
    try:
        engine_id = bytes.fromhex(_text(said, "engine_id", place).removeprefix("0x"))
    except ValueError:
        engine_id = b""
    if not 5 <= len(engine_id) <= 32:
        _wrong(f"{place}.engine_id", "needs 5 to 32 bytes as hexadecimal digits")
    return User(
        _text(said, "name", place),
        engine_id,
        _one_of(said, "auth", place, AUTH),
        _secret(said, "auth_file", place, SHORTEST_PASSPHRASE),
        _one_of(said, "priv", place, PRIV),
        _secret(said, "priv_file", place, SHORTEST_PASSPHRASE),
    )


def _rule(document: Any, place: str) -> Rule:
    said = _fields(document, place, {"oid", "schedule", "secret_file", "security"})
    oid = _text(said, "oid", place).removeprefix(".")
    if not OID.fullmatch(oid):
        _wrong(f"{place}.oid", "needs numbers with dots between them")
    try:
        schedule = UUID(_text(said, "schedule", place))
        secret = base64.b64decode(
            _secret(said, "secret_file", place, 1).removeprefix("whsec_"), validate=True
        )
    except (ValueError, binascii.Error):
        _wrong(place, "schedule needs the id of a schedule, secret_file its secret")
    return Rule(
        oid, schedule, secret, _one_of({"security": "v3"} | said, "security", place, ("v3", "v2c")) == "v3"
    )


def _fields(document: Any, place: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(document, dict):
        _wrong(place, "must be a mapping")
    for name in document:
        if name not in known:
            _wrong(f"{place}.{name}", f"is not known; known are {', '.join(sorted(known))}")
    return document


def _list(said: Mapping[str, Any], name: str) -> list[tuple[int, Any]]:
    found = said.get(name, [])
    if not isinstance(found, list):
        _wrong(name, "must be a list")
    return list(enumerate(found))


def _text(said: Mapping[str, Any], name: str, place: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        _wrong(f"{place}.{name}".strip("."), "is missing")
    return value


def _one_of(said: Mapping[str, Any], name: str, place: str, known: tuple[str, ...]) -> str:
    if said.get(name) not in known:
        _wrong(f"{place}.{name}", f"needs one of {', '.join(known)}")
    return str(said[name])


def _secret(said: Mapping[str, Any], name: str, place: str, shortest: int) -> str:
    path = Path(_text(said, name, place))
    try:
        if path.stat().st_mode & 0o077:
            raise InsecureKeyFile(path)
        secret = path.read_text(encoding="utf-8").strip("\n")
    except (OSError, UnicodeDecodeError) as error:
        _wrong(f"{place}.{name}", f"can't be read: {type(error).__name__}")
    if len(secret) < shortest:
        _wrong(f"{place}.{name}", f"holds a secret of less than {shortest} characters")
    return secret


def _wrong(place: str, words: str) -> NoReturn:
    raise WrongSettings(f"{place}: {words}")
