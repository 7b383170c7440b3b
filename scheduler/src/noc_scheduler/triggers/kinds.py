"""The kinds of trigger there are, and reading one from a document; a new kind is one line here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from noc_scheduler.triggers.cron import CronTrigger
from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.interval import IntervalTrigger
from noc_scheduler.triggers.once import OnceTrigger
from noc_scheduler.triggers.queue import QueueTrigger
from noc_scheduler.triggers.trap import TrapTrigger
from noc_scheduler.triggers.weaknesses import Weakness
from noc_scheduler.triggers.webhook import WebhookTrigger


class Trigger(Protocol):
    """What every kind of trigger can answer; all times are aware, answers are UTC."""

    kind: str

    def document(self) -> dict[str, Any]: ...

    def next_fire(self, after: datetime) -> datetime | None: ...

    def first_fire(self, now: datetime) -> datetime | None: ...

    def warnings(self) -> tuple[Weakness, ...]: ...


TRIGGER_KINDS: Mapping[
    str,
    type[OnceTrigger]
    | type[CronTrigger]
    | type[IntervalTrigger]
    | type[WebhookTrigger]
    | type[TrapTrigger]
    | type[QueueTrigger],
] = {
    OnceTrigger.kind: OnceTrigger,
    CronTrigger.kind: CronTrigger,
    IntervalTrigger.kind: IntervalTrigger,
    WebhookTrigger.kind: WebhookTrigger,
    TrapTrigger.kind: TrapTrigger,
    QueueTrigger.kind: QueueTrigger,
}
#: Those that wait for messages.
EVENT_TRIGGERS = (WebhookTrigger, TrapTrigger, QueueTrigger)


def read_trigger(document: Mapping[str, Any], now: datetime) -> Trigger:
    """The trigger that `document` describes, as it may be kept from `now` on; raises InvalidTrigger.

    To read one back that was kept before, pass the time when it was made.
    """
    kind = document.get("kind")
    reader = TRIGGER_KINDS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        message = f"{kind!r} is no kind of trigger; known: {', '.join(TRIGGER_KINDS)}"
        raise InvalidTrigger("/kind", "trigger.kind_unknown", message)
    unknown = sorted(set(document) - reader.fields - {"kind"})
    if unknown:
        raise InvalidTrigger(
            f"/{unknown[0]}", "field.unknown", f"a {kind} trigger has no field {unknown[0]!r}"
        )
    return reader.read(document, now)
