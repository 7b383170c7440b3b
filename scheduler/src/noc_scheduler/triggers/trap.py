"""The trigger `trap`: fires by SNMP traps that a trap receiver hands on."""

from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from noc_scheduler.triggers.arrivals import FIELDS, Arrivals, WaitsForMessages, read_arrivals
from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.mapping import Item, Mapping, Unmapped
from noc_scheduler.triggers.paths import read_path
from noc_scheduler.triggers.weaknesses import Weakness

#: Traps come in batches; where one comes from is the host it is about, never what stands in it.
_TRAPS = Mapping(items=read_path("$.traps"), host=read_path("$.source"))
#: Messages of these are neither signed nor secret: anybody who can send a packet can forge one.
FORGEABLE = frozenset({"v1", "v2c"})


class Security(StrEnum):
    """The least that a trap must be."""

    V3 = "v3"  # authenticated and encrypted
    V2C = "v2c"  # anything from an address that the receiver takes traps from


@dataclass(frozen=True, slots=True)
class TrapTrigger(WaitsForMessages):
    """How well traps must be protected, and what they mean."""

    security: Security
    arrivals: Arrivals

    kind = "trap"
    fields = (FIELDS - {"items", "host"}) | {"security"}

    @classmethod
    def read(cls, document: Map[str, Any], now: datetime) -> "TrapTrigger":
        """From `{security, key, group, standing, params, storm, join}`; the host is always where a trap comes from."""
        security = document.get("security", Security.V3)
        if security not in list(Security):
            raise InvalidTrigger("/security", "security.unknown", f"needs one of {', '.join(Security)}")
        return cls(Security(security), read_arrivals(document, _TRAPS))

    def document(self) -> dict[str, Any]:
        mapped = self.arrivals.document()
        common = {name: value for name, value in mapped.items() if name in self.fields}
        return {"kind": self.kind, "security": str(self.security), **common}

    def explode(self, message: Any) -> list[Item | Unmapped]:
        """The items of a batch of traps; raises Unmapped for one that is protected less than it must be."""
        items = self.arrivals.mapping.explode(message)
        for place, trap in enumerate(message["traps"]):
            version = trap.get("version") if isinstance(trap, dict) else None
            if version != "v3" and (self.security is Security.V3 or version not in FORGEABLE):
                said = f"a trap of {version!r} where {self.security} is asked for"
                raise Unmapped(f"$.traps[{place}].version", "trap.too_weak", said)
        return items

    def warnings(self) -> tuple[Weakness, ...]:
        """What is weak about it."""
        if self.security is Security.V3:
            return ()
        return (Weakness.FORGEABLE,)
