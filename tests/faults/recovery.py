"""How long after a fault the first affected host moved on; a line of JSON each where NOC_FAULT_REPORT names a file."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

REPORT = "NOC_FAULT_REPORT"
#: What a host is seen to do when it moves.
PROGRESS = ("attempt.dispatched", "attempt.started", "visit.started", "visit.finished", "visit.waiting")


@dataclass
class Fault:
    """One fault on one stack: made at `since`, over when an affected host moved."""

    name: str
    stack: str
    since: float = field(default_factory=time.time)

    def recovered(self, at: float, what: str) -> float:
        """Notes what showed the recovery; answers the seconds it took."""
        took = at - self.since
        row = {"fault": self.name, "stack": self.stack, "recovery_s": round(took, 2), "seen": what}
        if (file := os.environ.get(REPORT)) is not None:
            with Path(file).open("a") as report:
                report.write(json.dumps(row) + "\n")
        return took

    def first(self, events: list[dict[str, Any]], wanted: Callable[[dict[str, Any]], bool]) -> float:
        """When the first wanted event after the fault was written; raises where there is none."""
        return min(at for event in events if (at := instant(event["at"])) > self.since and wanted(event))


def instant(text: str) -> float:
    """Seconds since 1970."""
    return datetime.fromisoformat(text).timestamp()
