"""Sayings: every kind of sentence about why a host goes where it goes and what it waits for, with its English."""

from enum import StrEnum
from typing import Self


class Saying(StrEnum):
    """A stable code that screens word in their reader's language; `english` has a hole for each of its values.

    A hole whose value is left out stays empty. A value may be a sentence itself, or several. Durations end in `_ms`,
    instants in `_at`; `state` is a status or an outcome, `day` a day of the week.
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
