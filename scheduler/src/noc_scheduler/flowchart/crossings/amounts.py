"""Amounts of hosts: so many, or so many percent of all."""

import re
from dataclasses import dataclass
from typing import Any

_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)%")
#: How an amount is written, as a JSON Schema.
AMOUNT: dict[str, Any] = {
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": 10_000},
        {"type": "string", "pattern": "[0-9]{1,3}([.][0-9]{1,2})?%"},
    ]
}


@dataclass(frozen=True, slots=True)
class Amount:
    """`count` hosts, or `percent` of all hosts of the execution."""

    count: int | None = None
    percent: float | None = None

    def of(self, total: int) -> int:
        """So many of `total` hosts; a percentage is rounded up, and is one host at least."""
        if self.percent is None:
            return self.count or 0
        # In hundredths of a percent, whole numbers: 7 % of 100 hosts are 7, not 7.000000000000001.
        return max(1, -(-total * round(self.percent * 100) // 10_000))

    def __str__(self) -> str:
        return f"{self.percent:g}%" if self.percent is not None else str(self.count)


def amount(written: Any) -> Amount | None:
    """The amount that was written; None where it is none, or more than 100 %, or nothing."""
    if isinstance(written, int) and not isinstance(written, bool):
        return Amount(count=written) if written > 0 else None
    match = _PERCENT.fullmatch(written) if isinstance(written, str) else None
    percent = float(match.group(1)) if match is not None else 0.0
    return Amount(percent=percent) if 0 < percent <= 100 else None
