"""The kind `wait`: stands still for a time, until an instant, or until a signal."""

from dataclasses import dataclass
from datetime import timedelta

from noc_scheduler.flowchart.durations import DURATION_PATTERN, BadInstant, instant
from noc_scheduler.flowchart.errors import BadValue
from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import ID_PATTERN, TEXT, Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.plain import as_text
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.templates import Template, Words, value_of
from noc_scheduler.flowchart.vocabulary import Outcome, WaitsFor
from noc_scheduler.flowchart.walker import Walker


@dataclass(frozen=True, slots=True)
class WaitSpec:
    """One of: so many milliseconds, an instant, a signal with or without a timeout."""

    for_ms: int | None
    until: Template | None
    signal: str | None
    timeout_ms: int | None


@register
class Wait(Kind):
    """Sleeping and waiting cost nothing: the visit is a row with a deadline."""

    name = "wait"
    title = "Wait"
    description = "Lets the host stand still for a while, until a time, or until a signal comes."
    purpose_class = "wait"
    takes_time = True
    fields = {
        "for": {"title": "For", "type": "string", "pattern": DURATION_PATTERN},
        "until": {**TEXT, "title": "Until", "description": "An RFC 3339 time, or ${} that gives one."},
        "signal": {"title": "Signal", "type": "string", "pattern": ID_PATTERN},
        "timeout": {"title": "At most", "type": "string", "pattern": DURATION_PATTERN},
    }
    outcomes = (Outcome.SUCCEEDED, Outcome.TIMED_OUT)

    def compile(self, fields: NodeFields) -> WaitSpec:
        """Reads what the node waits for; a written instant is looked at now."""
        by = fields.exactly_one_of("wait.needs_one", "for", "until", "signal")
        if fields.has("timeout") and by != "signal":
            fields.problem("wait.timeout_without_signal", "only a wait for a signal has a timeout", "timeout")
        until = fields.template("until") if by == "until" else None
        if until is not None and len(until.parts) == 1 and isinstance(until.parts[0], Words):
            self._check_instant(fields, as_text(until.parts[0].value))
        return WaitSpec(
            for_ms=fields.duration("for", default="1s", positive=True) if by == "for" else None,
            until=until,
            signal=fields.text("signal") if by == "signal" else None,
            timeout_ms=fields.duration("timeout", default="1h", positive=True)
            if fields.has("timeout")
            else None,
        )

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Stands still; an instant that has passed already is waited for no longer."""
        spec: WaitSpec = node.spec
        if spec.signal is not None:
            limit = None if spec.timeout_ms is None else walker.now + timedelta(milliseconds=spec.timeout_ms)
            walker.wait(visit, WaitsFor.PERSON, Sentence(Saying.WAITS_SIGNAL, {"signal": spec.signal}), limit)
        elif spec.for_ms is not None:
            until = walker.now + timedelta(milliseconds=spec.for_ms)
            walker.wait(visit, WaitsFor.TIME, Sentence(Saying.WAITS_TIME, {"pause_ms": spec.for_ms}), until)
        elif spec.until is not None:
            self._until(walker, visit, spec.until)

    def elapsed(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Time over: what a wait for a time wanted, and the end of the patience with a signal."""
        spec: WaitSpec = node.spec
        if spec.signal is None:
            walker.finish(visit, Result())
            return
        words = Sentence(Saying.SIGNAL_MISSED, {"signal": spec.signal})
        walker.finish(visit, Result(outcome=Outcome.TIMED_OUT).saying(words))

    def labels(self, spec: WaitSpec) -> tuple[str, ...]:
        """Only a signal can fail to come in time."""
        return self.outcomes if spec.signal is not None else (Outcome.SUCCEEDED,)

    def _until(self, walker: Walker, visit: OpenVisit, until: Template) -> None:
        try:
            moment = instant(as_text(value_of(until, walker.scope(visit))))
        except BadInstant as problem:
            raise BadValue(str(problem), problem.code) from None
        if moment <= walker.now:
            walker.finish(visit, Result().saying(Sentence(Saying.TIME_HAD_PASSED)))
        else:
            reason = Sentence(Saying.WAITS_UNTIL, {"until_at": moment.isoformat()})
            walker.wait(visit, WaitsFor.TIME, reason, moment)

    def _check_instant(self, fields: NodeFields, text: str) -> None:
        try:
            instant(text)
        except BadInstant as problem:
            fields.problem(problem.code, str(problem), "until")
