"""Which server `noc` speaks to and by which token: the environment, else the configuration file, else the login."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from noc_presentation.errors import Misconfigured
from noc_presentation.noc import kept_login
from noc_presentation.noc.kept_login import KeptLogin

HELP = {
    "NOC_URL": "address of the presentation layer, such as http://127.0.0.1:8080",
    "NOC_TOKEN": "API token",
    "NOC_TOKEN_FILE": "file that holds the API token (mode 0600)",
    "NOC_CONFIG": "configuration file with url and token_file (~/.config/noc/config.yml)",
}
_KEYS = {"url", "token_file"}


@dataclass(frozen=True, slots=True)
class Server:
    """Where the API is, and the token that opens it; None for who is about to log in."""

    url: str
    token: str | None = field(repr=False)


def read_server(environment: Mapping[str, str]) -> Server:
    """The server to speak to; raises Misconfigured with what is missing or wrong, and what to do."""
    configuration, login = _configuration(environment), None
    if not names_token(environment):
        login = kept_login.kept(environment)
    url = read_url(environment, login)
    if login is not None and login.url == url:
        return Server(url, login.token)
    return Server(url, _token(environment, configuration))


def read_url(environment: Mapping[str, str], login: KeptLogin | None) -> str:
    """The server that the environment or the configuration names, or else the one of this login."""
    url = environment.get("NOC_URL") or _configuration(environment).get("url") or (login and login.url)
    if not url:
        raise Misconfigured("NOC_URL", "no server is named", "export NOC_URL=http://127.0.0.1:8080")
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        sound = None
    if not sound:
        raise Misconfigured("NOC_URL", f"{url!r} is no address", "write it as http://127.0.0.1:8080")
    return url.rstrip("/")


def names_token(environment: Mapping[str, str]) -> str | None:
    """What names a token that goes before any login: a variable, or `token_file` of the configuration file."""
    if environment.get("NOC_TOKEN", "").strip():
        return "NOC_TOKEN"
    if environment.get("NOC_TOKEN_FILE"):
        return "NOC_TOKEN_FILE"
    return "token_file of the configuration file" if _configuration(environment).get("token_file") else None


def _token(environment: Mapping[str, str], configuration: Mapping[str, str]) -> str:
    if token := environment.get("NOC_TOKEN", "").strip():
        return token
    named = environment.get("NOC_TOKEN_FILE") or configuration.get("token_file")
    if not named:
        raise Misconfigured(
            "NOC_TOKEN_FILE",
            "there is no API token",
            "run `noc login`, or export NOC_TOKEN_FILE with its path",
        )
    path = Path(named).expanduser()
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Misconfigured(str(path), "others may read this token", f"chmod 600 {path}")
        token = path.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise Misconfigured(str(path), f"the token can't be read ({error})", "name another file") from error
    if not token.isascii() or not token.isprintable() or not token:
        raise Misconfigured(
            str(path), "this is no API token", "make one with `noc-presentation token create`"
        )
    return token


def _configuration(environment: Mapping[str, str]) -> Mapping[str, str]:
    named = environment.get("NOC_CONFIG")
    path = Path(named).expanduser() if named else kept_login.folder_of(environment) / "config.yml"
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except FileNotFoundError as error:
        if named:
            raise Misconfigured(str(path), "there is no such file", "correct NOC_CONFIG") from error
        return {}
    except (OSError, ValueError, YAMLError) as error:
        raise Misconfigured(
            str(path), "it can't be read as YAML", "write `url:` and `token_file:`"
        ) from error
    content = {} if content is None else content
    if not isinstance(content, dict) or content.keys() - _KEYS or not _all_texts(content):
        raise Misconfigured(str(path), "it has other things than url and token_file", "remove them")
    return content


def _all_texts(content: Mapping[object, object]) -> bool:
    return all(isinstance(value, str) for value in content.values())
