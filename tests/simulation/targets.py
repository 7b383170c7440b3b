"""The hosts themselves: the only ones who know how often a module really ran on them."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a module on a host."""

    attempt: str
    lease: int
    execution: str
    host_run: str
    visit: int
    node: str
    check_mode: bool
    by: str


@dataclass(slots=True)
class Targets:
    """Every run of every module, in the order they began."""

    ran: list[Ran] = field(default_factory=list)

    def run(self, document: dict[str, Any], by: str) -> None:
        """A module begins to run; from here on nobody can take it back."""
        place = document["execution"], document["host_run"], document["visit"], document["node"]
        self.ran.append(Ran(document["id"], document["lease"], *place, document["check_mode"], by))
