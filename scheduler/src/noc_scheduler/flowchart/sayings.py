"""Sayings: every kind of sentence about why a host goes where it goes and what it waits for, with its English."""

from enum import StrEnum
from typing import Self


class Saying(StrEnum):
    """A stable code that screens word in their reader's language; `english` has a hole for each of its values.

    A hole whose value is left out stays empty. A value may be a sentence itself, or several. Durations end in `_ms`,
    instants in `_at`; `state` is a status or an outcome, `day` a day of the week, `refusal` the code of one.
    """

    english: str

    def __new__(cls, code: str, english: str) -> Self:
        """A member whose value is the code alone."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.english = english
        return member

    #: What somebody else has put in words: a problem of a peer, or a sentence from before there were codes.
    TOLD = "told", "{text}"
    SEVERAL = "several", "{sentences}"
    #: A refusal by its stable code, which has words of its own, and what it says in English.
    REFUSAL = "refusal", "{refusal}: {text}"

    # Why a node ended as it did.
    CONDITION_HOLDS = "condition.holds", "{source} is true{seen}"
    CONDITION_FAILS = "condition.fails", "{source} is false{seen}"
    CONDITION_SEEN = "condition.seen", " ({operands})"
    OPERAND_IS = "operand.is", "{name} = {value}"
    OPERAND_UNDEFINED = "operand.undefined", "{name} is not defined"
    NOTHING_TRUE = "decision.nothing_true", "nothing was true: {asked}"
    LOOP_ITEMS = "loop.items", "{left} of {total} items left"
    LOOP_WHILE = "loop.while", "while: {asked}"
    LOOP_UNTIL = "loop.until", "until: {asked}"
    LOOP_EXHAUSTED = "loop.exhausted", "stopped after {rounds} rounds, the most it may do"
    LOOP_PAUSES = "loop.pauses", "{because}; pauses {pause_ms} before round {round}"
    FORK_ITEMS = "fork.items", "a branch for each of {count} items"
    FORK_BEGINS = "fork.begins", "begins {count} of {total} branches"
    FORK_BEGINS_ASKED = "fork.begins_asked", "begins {count} of {total} branches; {asked}"
    JOIN_FILLED = "join.filled", "{come} of {started} branches have come"

    # How a step ended, where the engine itself says so.
    END_FAILED = "end.failed", "reached the end '{node}', which means failed"
    NO_ARROW = "outcome.no_arrow", "ended {state}, and no arrow leads on from there"
    ARROW_NOWHERE = "arrow.nowhere", "the arrow leads to '{node}', which is no node"
    VISITED_TOO_OFTEN = "visits.exhausted", "'{node}' was visited {most} times"
    TOO_MANY_STEPS = "steps.exhausted", "the walk has taken {most} steps"
    JOIN_CANT_FILL = (
        "join.cannot_fill",
        "'{join}' waits for {wanted} branches of '{fork}', which began {started}: "
        "{come} came and {gone} never will{because}",
    )
    JOIN_OF_ANOTHER = (
        "join.inner_unjoined",
        "a branch of '{inner}' came to '{node}', which closes '{fork}'",
    )
    JOIN_WITHOUT_FORK = (
        "join.without_fork",
        "a token came to '{node}' without having passed the fork it closes",
    )
    BRANCH_ENDED = "branch.ended", ": branch {branch} ended at '{node}'"
    BRANCH_LATE = "branch.late", ": branch {branch} ended at '{node}', which had opened before"
    BRANCH_DIED = "branch.died", ": branch {branch} died at '{node}': {because}"
    ATTEMPT_ENDED_WITH = "attempt.ended_with", "the attempt ended with '{word}'"
    ATTEMPTS_LOST = "attempt.poison", "{count} attempts were lost, so it is not tried again{because}"
    DONE_BEFORE = "attempt.done_before", "a lost attempt had done it already"
    REQUEST_LOST = (
        "request.lost",
        "the request was lost, and whether it has changed anything is not known",
    )
    PROBES_LOST = "probe.lost", "{count} probes were lost, so no other is made"
    FELL_SILENT = (
        "lease.fell_silent",
        "executor node {name} fell silent about it; the lease ended {seconds} s ago{before}",
    )
    LOST_BEFORE = "lease.lost_before", "; before that it was lost on {names}"
    RESTORED = (
        "lease.restored",
        "the scheduler was restored from a backup; nobody knows whether it was handed out since",
    )
    NOT_TAKEN = "queue.not_taken", "no executor node took it within {seconds} s: {because}"
    NOBODY_DECIDED = "decision.nobody", "nobody decided since {since}"
    NOBODY_ANSWERED = "question.nobody", "nobody answered in time"
    SIGNAL_CAME = "signal.came", "the signal {signal} came: {reason}"
    SIGNAL_MISSED = "signal.missed", "the signal {signal} did not come in time"
    TIME_HAD_PASSED = "wait.passed", "the time had passed already"
    TIME_HAS_COME = "gate.time_has_come", "its time has come"
    GATE_WAS_OPEN = "gate.was_open", "the gate was open"
    GAVE_UP = "crossing.gave_up", "gave up: {because}"
    NOBODY_LET_GO = "policy.nobody_let_go", "nobody let it go on: {because}"
    NOBODY_RELEASED = "policy.nobody_released", "nobody released it in time"
    ABANDONED = "policy.abandoned", "abandoned: {because}"
    CLOSED_BY_FORCE = "cancel.forced", "closed by force: {reason}"
    WALK_ENDED = "walk.ended", "the walk ended"
    CANCELLED = "walk.cancelled", "cancelled"
    NO_REASON = "reason.none", "no reason given"
    BECAUSE = "because", ": {what}"
    PROCEDURE_ENDED = "subprocedure.failed", "{procedure} {state}{place}{because}"
    AT_NODE = "at_node", " at {node}"
    ENDED_AT = "ended_at", "{node}: {because}"
    PROCEDURE_UNDER_WAY = (
        "subprocedure.under_way",
        "execution {number}, which was called before, has not ended",
    )
    PROCEDURE_MISSING = "subprocedure.missing", "'{procedure}' was not frozen with this execution"
    PROCEDURE_TOO_DEEP = "subprocedure.too_deep", "procedures stand inside each other at most {most} deep"
    NOBODY_TOLD = "dry_run.not_told", "check mode: nobody was told through '{channel}'"
    NOBODY_ASKED = "dry_run.not_asked", "check mode: nobody was asked, taken as {state}"
    NOTHING_SENT = "dry_run.not_sent", "check mode: no {method} was sent to '{endpoint}'"
    NOTHING_PUT = "dry_run.not_put", "check mode: nothing was put on '{queue}'"

    # What a walk waits for by itself.
    WAITS_TIME = "wait.time", "waits {pause_ms}"
    WAITS_UNTIL = "wait.until", "waits until {until_at}"
    WAITS_SIGNAL = "wait.signal", "waits for the signal {signal}"
    WAITS_ANSWER = "wait.answer", "waits for an answer: {question}"
    WAITS_RETRY = (
        "wait.retry",
        "pauses {pause_ms} before retry {retry} of {most}, because it ended {state}",
    )
    WAITS_DECISION = (
        "wait.decision",
        "the attempt was lost, and whether it has changed anything is not known: a person must decide",
    )
    WAITS_PROCEDURE = "wait.procedure", "'{procedure}' walks for this host"

    # What it waits for among the hosts of its execution.
    GATE_SHUT = "gate.shut", "waits at the gate for other hosts"
    GATE_TIMED = "gate.timed", "waits for the gate to open"
    GATE_COME = "gate.come", "{come} of {total} hosts have come"
    GATE_OPENS_BY_TIME = "gate.opens_by_time", "{come} of {total} hosts have come; the gate opens by time"
    GATE_MORE_MUST = "gate.more_must", "{come} of {total} hosts have come, {more} more must"
    GATE_TOO_FEW = (
        "gate.too_few",
        "{come} of {total} hosts have come, and only {possible} of {hosts} can come at all",
    )
    ONCE_RUNS = "once.runs", "another host runs this step for the whole execution"
    ONCE_SHARED = "once.shared", "waits for the host that runs this step for the whole execution"
    ONCE_TURN = "once.turn", "waits for its turn at a step that one host runs for all"
    WAVE = "policy.wave", "waits for wave {own} of {total}; wave {present} is under way"
    LET_GO = "policy.let_go", "waits until it is let go"
    ONE_AT_ONCE = "policy.one_at_once", "waits: at most 1 host walks at once{before}"
    SEVERAL_AT_ONCE = "policy.several_at_once", "waits: at most {most} hosts walk at once{before}"
    BEFORE_IT = "policy.before_it", "; {count} before it"
    FAILED_TOO_MANY = "policy.failed", "{count} of {total} hosts failed{again}; the threshold is {limit}"
    UNREACHABLE_TOO_MANY = (
        "policy.unreachable",
        "{count} of {total} hosts are unreachable{again}; the threshold is {limit}",
    )
    SINCE_RELEASE = "policy.since_release", " since it was released with {seen}"
    HELD = "policy.held", "held with {held} of {total} hosts not let go: {because}"
    HELD_UNTIL = "policy.held_until", "{held}; release or abandon it"
    TO_BE_RESUMED = "policy.to_be_resumed", "to be resumed, as soon as the execution's policy lets it walk"
    PAUSED = "paused", "paused: {reason}; let it go on or cancel it"
    PAUSED_BY = "paused.by", "paused by {by}: {reason}; let it go on or cancel it"
    LOCKED = "lock.held", "waits for the lock on {host}, held by execution {execution} since {since}"

    # What an execution waits for before its hosts walk.
    STARTS_LATER = "start.time", "waiting for its start time"
    ASKS_FOR_HOSTS = "start.hosts", "asking presentation for the hosts"
    WINDOW = "start.window", "waits for its window: opens {day} {time} {time_zone}"
    BEHIND = "start.behind", "waits until execution {execution} of its schedule has ended"
    BEHIND_CANCELLED = (
        "start.behind_cancelled",
        "waits until execution {execution} of its schedule has ended, which is being cancelled",
    )
    TURN = "start.turn", "waits: {walking} of {limit} executions of {procedure} run{numbers}{before}"
    TURN_NUMBERS = "start.turn_numbers", " ({numbers})"

    # Why an execution ended before any of its hosts walked.
    TURN_NEVER_CAME = "turn.never_came", "turn.never_came: {because}"
    NO_HOSTS_KNOWN = "target.unavailable", "target.unavailable: {problem}"

    # What people should know of a schedule, and why an instant of it was not fired.
    EITHER_DAY = (
        "schedule.either_day",
        "Day of month and day of week are both set: it fires when either of them matches.",
    )
    TOKEN_IS_WEAK = (
        "schedule.token",
        "A token is a weak proof: whoever reads one message can send others. Use signatures where you can.",
    )
    TRAPS_ARE_FORGED = (
        "schedule.forgeable",
        "SNMP v1 and v2c can be forged by anybody who can send a packet.",
    )
    CANT_FIRE = "schedule.cant_fire", "it can't fire: {problem}"
    WAS_LATE = "schedule.late", "it was {seconds} s late"
    STILL_RUNS = "schedule.still_runs", "execution {number} of this schedule is still running{waits}"
    NOT_BEGUN = "schedule.not_begun", "execution {number} of this schedule has not begun yet{waits}"
    WAITS_BEHIND = "schedule.waits_behind", ", and execution {number} waits behind it already"

    # Why no executor node takes an attempt.
    QUEUED = "executor.queued", "waiting for an executor node"
    UNREADABLE = "executor.unreadable", "the host's {variable} can't be read: {text}"
    NONE_ENROLLED = "executor.none_enrolled", "no executor node has enrolled"
    NONE_LABELLED = "executor.none_labelled", "no executor node has {labels}{withheld}"
    WITHHELD = "executor.withheld", "; {names} may not serve as one that has"
    WITH_LABELS = "executor.with_labels", " with {labels}"
    NONE_UNGROUPED = (
        "executor.none_ungrouped",
        "no executor node{with_labels} may serve a host without a group",
    )
    NONE_FOR_GROUP = "executor.none_for_group", "no executor node{with_labels} may serve group {group}"
    NONE_FOR_GROUPS = (
        "executor.none_for_groups",
        "no executor node{with_labels} may serve any of the groups {groups}",
    )
    AND_OTHERS = "executor.and_others", "{names} and others"
    NONE_AUTHORISED = (
        "executor.none_authorised",
        "no executor node{with_labels} is authorised: {standing}",
    )
    IS_STATE = "executor.is_state", "{name} is {state}"
    NEXT_HEARTBEAT = "executor.next_heartbeat", "executor node {name} takes it with its next heartbeat"
    TAKES_NOTHING = "executor.takes_nothing", "executor node {name} takes nothing now"
    ONLY_SLOT_TAKEN = "executor.only_slot_taken", "the only slot{with_labels} is taken{limited}"
    SLOTS_TAKEN = "executor.slots_taken", "all {slots} slots{with_labels} are taken{limited}"
    LIMITED = "executor.limited", "; {limits}"
    LIMIT = "executor.limit", "{name} may use {room} of its {slots}"
    DRAINING = "executor.draining", "executor node {name} is draining"
    TROUBLED = "executor.troubled", "executor node {name}: {problem}"
    NEVER_HEARD = "executor.never_heard", "executor node {name} has not been heard of yet"
    SILENT = "executor.silent", "executor node {name} has not been heard of for {seconds} s"
    GAVE_BACK = "executor.gave_back", "executor node {name} gave it back: {reason}"
    REFUSED = "executor.refused", "the executor node refused it: {reason}"
    NOT_SEALED = "credentials.not_mentioned", "presentation did not mention it"
    CANT_ASK = "credentials.cant_ask", "its credentials can't be asked for: {problem}"


#: Each by its code.
SAYINGS = {str(each): each for each in Saying}
