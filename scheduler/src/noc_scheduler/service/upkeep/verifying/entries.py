"""What every event in the stream of a HostRun means to a replay: the walk's own, and the service's."""

from collections.abc import Mapping

from noc_scheduler.flowchart.audit import attempts, walks
from noc_scheduler.flowchart.audit.entries import WALK_ENTRIES
from noc_scheduler.flowchart.audit.replay import Entry
from noc_scheduler.service.vocabulary import ServiceEvent

ENTRIES: Mapping[str, Entry] = {
    **WALK_ENTRIES,
    ServiceEvent.ATTEMPT_DISPATCHED: Entry(attempts.dispatched),
    ServiceEvent.ATTEMPT_STARTED: Entry(attempts.started),
    ServiceEvent.ATTEMPT_LOST: Entry(attempts.lost),
    # Told after the event that has ended the walk.
    ServiceEvent.ATTEMPT_WITHDRAWN: Entry(attempts.withdrawn, after_end=True),
    ServiceEvent.ATTEMPT_ENDED_AFTER_WITHDRAWAL: Entry(attempts.reported_late, after_end=True),
    ServiceEvent.ATTEMPT_REPORTED_LATE: Entry(attempts.reported_late, after_end=True),
    ServiceEvent.QUESTION_ASKED: Entry(walks.noted),
    ServiceEvent.QUESTION_ANSWERED: Entry(walks.noted, by_person=True),
    ServiceEvent.HOST_LOCK_TAKEN_OVER: Entry(walks.noted, by_person=True),
    # The walk that had the lock may have ended in that moment.
    ServiceEvent.HOST_LOCK_OVERTAKEN: Entry(walks.noted, after_end=True, by_person=True),
    ServiceEvent.VISIT_DECIDED: Entry(walks.noted, by_person=True),
}
