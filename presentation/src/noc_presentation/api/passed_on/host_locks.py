"""Hosts that one walk has to itself, as the scheduler tells of them."""

from noc_presentation.api.fields import Instant, Integer, List, Nested, String
from noc_presentation.api.passed_on import PassedOn, PassedOnPage


class HostLockSchema(PassedOn):
    """A host that one walk has to itself; `waiting` others stand in line for it."""

    host = String(required=True)
    execution = String(required=True)
    number = Integer(required=True)
    procedure = String(required=True)
    since = Instant(required=True)
    waiting = Integer(required=True)


class HostLockPageSchema(PassedOnPage):
    """A page of locks."""

    items = List(Nested(HostLockSchema), required=True)
