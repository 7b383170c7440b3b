"""The trigger `queue`: fires by messages on a queue of its name, of walks that publish or of a message broker."""

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noc_scheduler.triggers.arrivals import FIELDS, Arrivals, WaitsForMessages, read_arrivals
from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.mapping import Item, Mapping, Unmapped
from noc_scheduler.triggers.weaknesses import Weakness

NAME = re.compile(r"[a-z][a-z0-9._-]{0,62}", re.ASCII)


@dataclass(frozen=True, slots=True)
class QueueTrigger(WaitsForMessages):
    """Which queue, and what its messages mean. `broker`: it is one of the message broker's."""

    queue: str
    broker: bool
    arrivals: Arrivals

    kind = "queue"
    fields = FIELDS | {"queue", "broker"}

    @classmethod
    def read(cls, document: Map[str, Any], now: datetime) -> "QueueTrigger":
        """From `{queue, broker, items, host, key, group, standing, params, storm, join}`."""
        queue, broker = document.get("queue"), document.get("broker", False)
        if not isinstance(queue, str) or not NAME.fullmatch(queue):
            raise InvalidTrigger("/queue", "queue.invalid", "needs a name such as incidents.network")
        if not isinstance(broker, bool):
            raise InvalidTrigger("/broker", "type.boolean", "must be true or false")
        return cls(queue, broker, read_arrivals(document, Mapping()))

    def document(self) -> dict[str, Any]:
        own = {"kind": self.kind, "queue": self.queue, "broker": self.broker}
        return {**own, **self.arrivals.document()}

    def explode(self, message: Any) -> list[Item | Unmapped]:
        """The items of a message; raises Unmapped."""
        return self.arrivals.mapping.explode(message)

    def warnings(self) -> tuple[Weakness, ...]:
        return ()
