"""One event as it was stored: what an audit reads, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """An event of one stream; `actor` and `cause` are None where nobody has noted them."""

    seq: int
    type: str
    data: Mapping[str, Any]
    actor: Mapping[str, Any] | None = None
    cause: Mapping[str, Any] | None = None
