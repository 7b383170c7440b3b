"""The file of the identity provider: who vouches for people, as whom we ask, and what follows from an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from noc_presentation.configuration_file import read_map
from noc_presentation.errors import InsecureKeyFile, Misconfigured
from noc_presentation.oidc.addresses import is_sound

FIX = "see docs/people.md for what it holds"
#: What an identity token may be signed with: never `none`, and nothing whose key both sides know.
ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "Ed25519",
)
TEXTS = ("issuer", "client_id", "redirect_url")
OPTIONAL = (
    "title",
    "client_secret_file",
    "algorithms",
    "scopes",
    "name_claim",
    "create_users",
    "second_factor",
    "trust",
)


class SecondFactor(StrEnum):
    """Who answers for the second factor of users that have one here."""

    HERE = "here"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One identity provider. With `create_users` whoever it vouches for becomes a user, who may do nothing yet."""

    issuer: str
    client_id: str
    redirect_url: str
    title: str
    client_secret: str | None = field(default=None, repr=False)
    algorithms: tuple[str, ...] = ("RS256",)
    scopes: tuple[str, ...] = ("openid", "profile")
    name_claim: str = "preferred_username"
    create_users: bool = False
    second_factor: SecondFactor = SecondFactor.HERE
    trust: Path | None = None


def read_provider(path: Path | None) -> ProviderSettings | None:
    """The identity provider; None without a file. Raises Misconfigured for anything that is not understood."""
    if path is None:
        return None
    document = read_map(path, "holds no identity provider", FIX)
    unknown = sorted(str(name) for name in document if name not in TEXTS + OPTIONAL)
    missing = [name for name in TEXTS if not _is_text(document.get(name))]
    if unknown or missing:
        words = [*(f"{name} is not known" for name in unknown), *(f"{name} is missing" for name in missing)]
        raise Misconfigured(str(path), "; ".join(words), FIX)
    return _provider(path, document)


def _provider(path: Path, document: Mapping[str, Any]) -> ProviderSettings:
    issuer, redirect = document["issuer"], document["redirect_url"]
    for name in ("issuer", "redirect_url"):
        if not is_sound(document[name], document[name]):
            raise _wrong(path, name, "must be an https address, or an http one on loopback, and no more")
    return ProviderSettings(
        issuer=issuer,
        client_id=document["client_id"],
        redirect_url=redirect,
        title=_text(path, document, "title", issuer),
        client_secret=_secret(path, document.get("client_secret_file")),
        algorithms=_algorithms(path, document.get("algorithms", ["RS256"])),
        scopes=_scopes(path, document.get("scopes", ["openid", "profile"])),
        name_claim=_text(path, document, "name_claim", "preferred_username"),
        create_users=_truth(path, document.get("create_users", False)),
        second_factor=_second_factor(path, document.get("second_factor", SecondFactor.HERE.value)),
        trust=Path(_text(path, document, "trust", "")).absolute() if "trust" in document else None,
    )


def _secret(path: Path, named: object) -> str | None:
    if named is None:
        return None
    if not _is_text(named):
        raise _wrong(path, "client_secret_file", "must be the path of a file")
    file = path.parent / str(named)
    try:
        if file.stat().st_mode & 0o077:
            raise InsecureKeyFile(file)
        secret = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(str(file), f"can't be read ({type(error).__name__})", FIX) from error
    if not secret:
        raise Misconfigured(str(file), "is empty", FIX)
    return secret


def _algorithms(path: Path, given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not given or not all(one in ALGORITHMS for one in given):
        raise _wrong(path, "algorithms", f"must be some of: {', '.join(ALGORITHMS)}")
    return tuple(given)


def _scopes(path: Path, given: object) -> tuple[str, ...]:
    sound = isinstance(given, list) and all(_is_text(one) and not str(one).split()[1:] for one in given)
    if not isinstance(given, list) or not sound or "openid" not in given:
        raise _wrong(path, "scopes", "must be words, openid among them")
    return tuple(given)


def _second_factor(path: Path, given: object) -> SecondFactor:
    if given not in list(SecondFactor):
        raise _wrong(path, "second_factor", f"must be one of: {', '.join(SecondFactor)}")
    return SecondFactor(str(given))


def _truth(path: Path, given: object) -> bool:
    if not isinstance(given, bool):
        raise _wrong(path, "create_users", "must be true or false")
    return given


def _text(path: Path, document: Mapping[str, Any], name: str, default: str) -> str:
    given = document.get(name, default)
    if name in document and not _is_text(given):
        raise _wrong(path, name, "must be a text")
    return str(given)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def _wrong(path: Path, name: str, words: str) -> Misconfigured:
    return Misconfigured(f"{path}, {name}", words, FIX)
