"""When a schedule fires: pure functions from a trigger and an instant to the next; a kind is one file."""

from noc_scheduler.triggers.cron import CronTrigger
from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.kinds import EVENT_TRIGGERS, TRIGGER_KINDS, Trigger, read_trigger
from noc_scheduler.triggers.once import OnceTrigger

__all__ = [
    "EVENT_TRIGGERS",
    "TRIGGER_KINDS",
    "CronTrigger",
    "InvalidTrigger",
    "OnceTrigger",
    "Trigger",
    "read_trigger",
]
