"""The canonical form of a procedure and its digest, by which a version is recognised everywhere."""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

_DIGESTED = ("apiVersion", "kind", "spec")


def digest(canonical: Mapping[str, Any]) -> str:
    """SHA-256 of the RFC 8785 JSON of apiVersion, kind and spec: names, titles and layout don't change it.

    Raises rfc8785.CanonicalizationError for data that JSON has no exact form for; what `read` answers is
    never such.
    """
    flow = {name: canonical[name] for name in _DIGESTED if name in canonical}
    try:
        text = rfc8785.dumps(flow)
    except (UnicodeError, RecursionError) as problem:
        raise rfc8785.CanonicalizationError(str(problem)) from problem
    return "sha256:" + hashlib.sha256(text).hexdigest()
