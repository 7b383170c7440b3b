"""Priorities: how urgent something is, and how that and its age put everything that waits into one order."""

from datetime import datetime, timedelta

LOWEST = 0
USUAL = 2
HIGHEST = 5
#: How long something waits until it comes before what is one priority higher and only now asked for.
AGEING = timedelta(minutes=1)


def order_at(asked_at: datetime, priority: int, ageing: timedelta = AGEING) -> datetime:
    """The instant that puts it into order: the smaller, the earlier; equal priorities stay first in, first out.

    With ageing the urgency of what was asked for at `t` is `priority + (now - t) / ageing`. Of any two, `now` is
    the same, so who comes first never changes while they wait: it is the one with the smaller
    `t - priority * ageing`. That is one column, written once, and `ORDER BY` an index instead of a
    sort by something that changes with every second. Nothing is overtaken by what is more than
    `HIGHEST * ageing` younger: that is as far as ageing has to reach.
    """
    return asked_at - priority * ageing
