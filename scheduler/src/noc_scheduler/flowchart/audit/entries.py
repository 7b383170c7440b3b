"""Every event of a walk and what it means to a replay; a new type of event is one line here."""

from collections.abc import Mapping

from noc_scheduler.flowchart.audit import tokens, visits, walks
from noc_scheduler.flowchart.audit.replay import Entry
from noc_scheduler.flowchart.events import EventType

WALK_ENTRIES: Mapping[str, Entry] = {
    EventType.HOST_RUN_STARTED: Entry(walks.started, moves=True),
    EventType.VISIT_STARTED: Entry(visits.started, moves=True),
    EventType.VISIT_WAITING: Entry(visits.waiting, moves=True),
    EventType.VISIT_RETRIED: Entry(visits.retried, moves=True),
    EventType.VISIT_FINISHED: Entry(visits.finished, moves=True),
    EventType.ARROW_TAKEN: Entry(tokens.arrow_taken, moves=True),
    EventType.TOKEN_SPLIT: Entry(tokens.split, moves=True),
    EventType.BRANCH_STARTED: Entry(tokens.branch_started, moves=True),
    EventType.TOKEN_ARRIVED: Entry(tokens.arrived, moves=True),
    EventType.TOKEN_ABSORBED: Entry(tokens.absorbed, moves=True),
    EventType.TOKEN_ENDED: Entry(tokens.ended, moves=True),
    EventType.TOKEN_DIED: Entry(tokens.died, moves=True),
    EventType.HOST_RUN_FINISHED: Entry(walks.finished, moves=True),
    # Acts of people on a walk that is under way or over.
    EventType.HOST_RUN_RESUMED: Entry(walks.reopened, moves=True, after_end=True, by_person=True),
    EventType.HOST_RUN_PAUSED: Entry(walks.noted, by_person=True),
    EventType.HOST_RUN_CONTINUED: Entry(walks.noted, by_person=True),
    EventType.HOST_RUN_STOPPING: Entry(walks.noted, by_person=True),
    EventType.TOKEN_MOVED: Entry(tokens.moved, moves=True, by_person=True),
    EventType.TOKEN_RESUMED: Entry(tokens.resumed, moves=True),
}
