"""What exactly is asked: method, path, headers and body, made of an attempt's arguments; pure.

The author's text is taken as it is; data can only become one segment of the path, or one value, never more.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from noc_executor_node.egress.endpoints import HEADER, Endpoint
from noc_executor_node.errors import NotRun
from noc_executor_node.segments import Branch, Items, Leaf, Text, Tree, as_text

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"))
MOST_BODY = 2**20
#: They frame the message or say who asks; only the endpoint may set the latter.
REFUSED_HEADERS = frozenset(
    (
        "authorization",
        "connection",
        "content-length",
        "cookie",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)


@dataclass(frozen=True, slots=True)
class Question:
    """One request, ready to be sent; `expect` are the statuses that mean success."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None
    expect: frozenset[int]


def question(endpoint: Endpoint, arguments: Branch) -> Question:
    """What the arguments ask of the endpoint; raises NotRun when it is nothing that may be asked."""
    entries = arguments.entries
    method = as_text(value_of(entries["method"])) if "method" in entries else "GET"
    if method not in METHODS:
        raise NotRun("failed", "request.method", f"{method!r} is no method that may be used")
    body, content_type = _body(entries.get("body"))
    headers = {"Accept-Encoding": "identity", "User-Agent": "noc-executor-node", "Accept": "*/*"}
    headers |= {"Content-Type": content_type} if body is not None else {}
    headers |= _headers(entries.get("headers"))
    own = endpoint.all_headers()
    taken = {name.lower() for name in own}
    headers = {name: value for name, value in headers.items() if name.lower() not in taken} | own
    expect = value_of(entries["expect"]) if "expect" in entries else list(range(200, 300))
    return Question(method, endpoint.prefix + _path(entries.get("path")), headers, body, frozenset(expect))


def value_of(tree: Tree) -> Any:
    """A tree as plain data."""
    match tree:
        case Branch(entries):
            return {name: value_of(below) for name, below in entries.items()}
        case Items(items):
            return [value_of(below) for below in items]
        case Leaf((part,)):
            return part.value
        case Leaf(parts):
            return "".join(as_text(part.value) for part in parts)


def _path(tree: Tree | None) -> str:
    if not isinstance(tree, Leaf):
        raise NotRun("failed", "request.path", "there is no path")
    pieces = [
        str(part.value) if isinstance(part, Text) else quote(as_text(part.value), safe="")
        for part in tree.parts
    ]
    path = "".join(pieces)
    if isinstance(tree.parts[0], Text) and path.startswith("/") and not path.startswith("//"):
        segments = path.partition("?")[0].split("/")
        if not re.search(r"[^\x21-\x7e]|[\\#]", path) and not {"..", "."}.intersection(segments):
            return path
    raise NotRun("failed", "egress.endpoint_mismatch", "the path would leave the endpoint")


def _headers(tree: Tree | None) -> dict[str, str]:
    written = value_of(tree) if tree is not None else {}
    headers: dict[str, str] = {}
    for name, value in written.items() if isinstance(written, dict) else ():
        text = as_text(value)
        if name.lower() in REFUSED_HEADERS or not re.fullmatch(HEADER, name):
            raise NotRun("failed", "request.header", f"the header {name[:60]!r} is the endpoint's own matter")
        if re.search(r"[^\x20-\x7e\x80-\xff]", text):
            raise NotRun("failed", "request.header", f"the header {name} would hold a control character")
        headers[name] = text
    return headers


def _body(tree: Tree | None) -> tuple[bytes | None, str]:
    if tree is None:
        return None, ""
    value = value_of(tree)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    encoded = text.encode()
    if len(encoded) > MOST_BODY:
        raise NotRun("failed", "request.body", f"the body has {len(encoded)} bytes; {MOST_BODY} are the most")
    return encoded, "text/plain; charset=utf-8" if isinstance(value, str) else "application/json"
