"""Who causes something: named in every call that changes anything, here and in the scheduler."""

from dataclasses import asdict, dataclass
from typing import Literal

Kind = Literal["person", "service", "schedule", "layer", "nobody"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a layer or this installation itself; `id` is stable, `name` is for people."""

    id: str
    name: str
    kind: Kind

    def document(self) -> dict[str, str]:
        """How an actor is written in JSON."""
        return asdict(self)


#: Who asks without saying who they are; it only ever stands in the audit.
NOBODY = Actor("", "nobody", "nobody")
SETUP = Actor("setup", "first start", "service")
