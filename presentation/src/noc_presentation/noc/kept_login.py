"""The login that `noc login` left on this machine: a token and the only server that it is ever shown to."""

import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from noc_presentation.errors import Misconfigured

FIX = "run `noc login` again"


@dataclass(frozen=True, slots=True)
class KeptLogin:
    """Somebody's token, made for one server; `token_id` is what revokes it."""

    url: str
    name: str
    token_id: str
    token: str = field(repr=False)


def folder_of(environment: Mapping[str, str]) -> Path:
    """Where a user's settings are."""
    home = environment.get("XDG_CONFIG_HOME") or f"{environment.get('HOME', '~')}/.config"
    return Path(home).expanduser() / "noc"


def file_of(environment: Mapping[str, str]) -> Path:
    """Where the login is kept."""
    return folder_of(environment) / "login.json"


def keep(environment: Mapping[str, str], login: KeptLogin) -> None:
    """Keep the login for its user's eyes alone, instead of any before."""
    path = file_of(environment)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f".login-{secrets.token_hex(8)}")
    with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(login), file)
    new.replace(path)


def kept(environment: Mapping[str, str]) -> KeptLogin | None:
    """The login, if there is one; raises Misconfigured for a file that others may read or that holds something else."""
    path = file_of(environment)
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Misconfigured(str(path), "others may read this login", f"chmod 600 {path}")
        written = json.loads(path.read_text("utf-8"))
        login = KeptLogin(**written)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise Misconfigured(str(path), f"the login can't be read ({type(error).__name__})", FIX) from error
    if not all(isinstance(value, str) and value.isascii() for value in (login.url, login.token)):
        raise Misconfigured(str(path), "this is no login", FIX)
    return login


def forget(environment: Mapping[str, str]) -> None:
    """Nobody is logged in on this machine any more; harmless when nobody was."""
    file_of(environment).unlink(missing_ok=True)
