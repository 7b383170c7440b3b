"""Endpoints: where requests may go, as whoever runs this executor node has written it down."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import marshmallow as ma
import yaml

from noc_executor_node import targets
from noc_executor_node.api import fields
from noc_executor_node.errors import Misconfigured, NotRun
from noc_executor_node.profiles import refuse_open_file

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
HEADER = r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}"
VALUE = r"[\x20-\x7e]{0,4096}"
MEBIBYTE = 2**20
MOST_SECRET = 8_192


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One place; `prefix` is the path below which requests stay. Secrets are read when they are needed."""

    name: str
    scheme: str
    host: str
    port: int
    prefix: str
    headers: dict[str, str] = field(default_factory=dict)
    bearer_file: Path | None = None
    ca_file: Path | None = None
    allow_private: bool = False
    max_response: int = MEBIBYTE
    redirects: bool = False

    @property
    def authority(self) -> str:
        """Host and port as the Host header says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"

    def all_headers(self) -> dict[str, str]:
        """The endpoint's own headers, its secret among them; raises NotRun when that can't be read."""
        if self.bearer_file is None:
            return self.headers
        refuse_open_file(self.bearer_file, "endpoint.secret", "failed")
        secret = self.bearer_file.read_text(encoding="utf-8")[:MOST_SECRET].strip()
        return {**self.headers, "Authorization": f"Bearer {secret}"}


class _Endpoint(fields.Schema):
    url = fields.String(required=True, validate=fields.length(1, 2048))
    headers = fields.Object(load_default=dict)
    bearer_file = fields.String(load_default=None, validate=fields.length(1, 4096))
    ca_file = fields.String(load_default=None, validate=fields.length(1, 4096))
    allow_private = fields.Boolean(load_default=False)
    allow_http = fields.Boolean(load_default=False)
    max_response = fields.Integer(load_default=MEBIBYTE, validate=fields.between(1, 100 * MEBIBYTE))
    redirects = fields.String(load_default="none", validate=fields.one_of("none", "same_origin"))


def read_endpoints(path: Path) -> dict[str, Endpoint]:
    """The endpoints in a YAML file, none where there is no such file; raises Misconfigured."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise Misconfigured(path, f"can't be read as YAML: {error}", "correct it") from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise Misconfigured(path, "must map names to endpoints", "correct it")
    return {name: _endpoint(name, written, path) for name, written in document.items()}


def endpoint_named(path: Path, name: str) -> Endpoint:
    """The endpoint of this name; raises NotRun when there is none, Misconfigured when the file is wrong."""
    found = read_endpoints(path).get(name)
    if found is None:
        raise NotRun("failed", "endpoint.unknown", f"this executor node has no endpoint {name!r}")
    return found


def _endpoint(name: Any, written: Any, path: Path) -> Endpoint:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Misconfigured(
            path, f"{name!r} is no name of an endpoint", "use a-z, 0-9, dot, dash, underscore"
        )
    try:
        read: dict[str, Any] = _Endpoint().load(written if isinstance(written, dict) else {})
    except ma.ValidationError as error:
        raise Misconfigured(
            path, f"{name} is not valid: {error.normalized_messages()}", "correct it"
        ) from error
    for header, value in read["headers"].items():
        well_formed = isinstance(value, str) and re.fullmatch(VALUE, value)
        if not re.fullmatch(HEADER, header) or not well_formed:
            raise Misconfigured(path, f"{name}: {header!r} is no header with a text", "correct it")
    try:
        scheme, host, port, prefix = _place(read["url"], read["allow_http"])
    except ValueError as error:
        raise Misconfigured(path, f"{name}: {error}", "write https://HOST[:PORT][/PATH]") from error
    return Endpoint(
        name=name,
        scheme=scheme,
        host=host,
        port=port,
        prefix=prefix,
        headers=read["headers"],
        bearer_file=_beside(path, read["bearer_file"]),
        ca_file=_beside(path, read["ca_file"]),
        allow_private=read["allow_private"],
        max_response=read["max_response"],
        redirects=read["redirects"] == "same_origin",
    )


def _place(url: str, allow_http: bool) -> tuple[str, str, int, str]:
    """Scheme, host, port and path prefix of a URL that holds nothing else; raises ValueError."""
    if re.search(r"[^\x21-\x7e]|\\", url):
        raise ValueError("the URL has blanks, a backslash or letters beyond ASCII (write names in punycode)")
    parts = urlsplit(url)
    if parts.scheme not in (("https", "http") if allow_http else ("https",)):
        raise ValueError(f"the URL must be https, not {parts.scheme or 'nothing'} (allow_http lets http in)")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("the URL holds a user, a query or a fragment")
    host = (parts.hostname or "").rstrip(".")
    fault = targets.address_fault(host) if host else "is missing"
    if fault:
        raise ValueError(f"the host {host!r} {fault}")
    if ".." in parts.path or "//" in parts.path:
        raise ValueError("the path has '..' or '//'")
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    return parts.scheme, host, port, parts.path.rstrip("/")


def _beside(path: Path, written: str | None) -> Path | None:
    return None if written is None else path.parent / Path(written).expanduser()
