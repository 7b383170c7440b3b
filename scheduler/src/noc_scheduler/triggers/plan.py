"""What a trigger fires in a stretch of time, and when in it nothing may begin."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from noc_scheduler.triggers.kinds import Trigger
from noc_scheduler.triggers.windows import FARTHEST_DAYS, Window, edges

#: What fires oftener than hourly over a month is better told than shown instant by instant.
MOST_FIRES = 800


@dataclass(frozen=True, slots=True)
class Plan:
    """Instants in their order, whether there are `more`, and the stretches, from and up to, that are shut."""

    fires: tuple[datetime, ...]
    more: bool
    shut: tuple[tuple[datetime, datetime], ...]


def planned(
    trigger: Trigger, upcoming: datetime | None, windows: tuple[Window, ...], since: datetime, until: datetime
) -> Plan:
    """From `since` up to `until`; `upcoming` is what the trigger fires next, and nothing before it is said."""
    fires: list[datetime] = []
    if upcoming is not None and upcoming < since:
        upcoming = trigger.next_fire(since - timedelta(milliseconds=1))
    while upcoming is not None and upcoming < until and len(fires) < MOST_FIRES:
        fires.append(upcoming)
        upcoming = trigger.next_fire(upcoming)
    return Plan(tuple(fires), upcoming is not None and upcoming < until, shut(windows, since, until))


def shut(
    windows: tuple[Window, ...], since: datetime, until: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """When none of the windows is open; where there are none, nothing is shut. The last may end after `until`."""
    if not windows:
        return ()
    # Whoever waits at the end wants to know until when, and all windows open within so many days.
    farthest = until + timedelta(days=FARTHEST_DAYS)
    turns = {edge for window in windows for edge in edges(window, since, farthest)}
    found: list[tuple[datetime, datetime]] = []
    for start, end in pairwise(sorted({since, farthest, *turns})):
        if any(window.holds(start) for window in windows):
            continue
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        elif start < until:
            found.append((start, end))
        else:
            break
    return tuple(found)
