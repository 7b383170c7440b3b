"""What an executor node may serve: which groups' hosts, and as one with which of the labels that it says it has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Scope:
    """`groups` None: all. `labels` are those that count; `withheld` it says it has, and nobody let it serve as."""

    groups: frozenset[str] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)


def scope_of(serves: Mapping[str, Any] | None, said: Mapping[str, str]) -> Scope:
    """The scope that follows from what an administrator let it serve (None: anything) and the labels it says it has."""
    groups, labels = (serves or {}).get("groups"), (serves or {}).get("labels")
    counting = dict(said) if labels is None else {n: v for n, v in said.items() if labels.get(n) == v}
    return Scope(
        groups=None if groups is None else frozenset(groups),
        labels=counting,
        withheld={name: value for name, value in said.items() if name not in counting},
    )
