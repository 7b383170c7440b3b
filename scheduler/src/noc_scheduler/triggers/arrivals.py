"""What triggers that wait for messages have in common: a mapping, storm discipline, and whether alerts may join."""

from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.mapping import Mapping, read_mapping
from noc_scheduler.triggers.quota import Quota, read_quotas
from noc_scheduler.triggers.retry import Retry, read_retry
from noc_scheduler.triggers.storm import Throttle, read_throttle

FIELDS = frozenset(
    {
        "items",
        "host",
        "key",
        "group",
        "standing",
        "params",
        "storm",
        "quotas",
        "retry",
        "join",
        "expect_every_ms",
    }
)
#: Between which bounds messages can be expected.
LEAST_MS, MOST_MS = 1_000, 31 * 24 * 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """How messages become items, and when an item starts something. `join`: a host that is walked is signalled.

    Where no message comes for longer than `expect_every_ms`, something is wrong.
    """

    mapping: Mapping
    throttle: Throttle | None = None
    quotas: tuple[Quota, ...] = ()
    retry: Retry | None = None
    join: bool = True
    expect_every_ms: int | None = None

    def document(self) -> dict[str, Any]:
        storm = {} if self.throttle is None else {"storm": self.throttle.document()}
        quotas = {"quotas": [quota.document() for quota in self.quotas]} if self.quotas else {}
        retry = {} if self.retry is None else {"retry": self.retry.document()}
        expect = {} if self.expect_every_ms is None else {"expect_every_ms": self.expect_every_ms}
        return {**self.mapping.document(), **storm, **quotas, **retry, **expect, "join": self.join}


def read_arrivals(document: Map[str, Any], otherwise: Mapping) -> Arrivals:
    """The common part of a trigger's document; raises InvalidTrigger."""
    storm, quotas, retry = (document.get(name) for name in ("storm", "quotas", "retry"))
    join = document.get("join", True)
    if not isinstance(join, bool):
        raise InvalidTrigger("/join", "type.boolean", "must be true or false")
    return Arrivals(
        mapping=read_mapping(document, otherwise),
        throttle=None if storm is None else read_throttle(storm),
        quotas=() if quotas is None else read_quotas(quotas),
        retry=None if retry is None else read_retry(retry),
        join=join,
        expect_every_ms=_expected(document.get("expect_every_ms")),
    )


def _expected(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not LEAST_MS <= value <= MOST_MS:
        words = f"needs a whole number from {LEAST_MS} to {MOST_MS}"
        raise InvalidTrigger("/expect_every_ms", "expectation.number", words)
    return value


class WaitsForMessages:
    """No instant fires it."""

    __slots__ = ()

    def next_fire(self, after: datetime) -> datetime | None:
        """Never by the clock."""
        return None

    def first_fire(self, now: datetime) -> datetime | None:
        """Never by the clock."""
        return None
