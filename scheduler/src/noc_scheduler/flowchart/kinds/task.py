"""The kind `task`: one Ansible module, or a shipped playbook, with retries and a rule for lost attempts."""

from dataclasses import dataclass, replace
from datetime import timedelta

from noc_scheduler.flowchart import templates
from noc_scheduler.flowchart.durations import DURATION_PATTERN
from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.happenings import Reported
from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.instructions import Dispatch
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import FLAG, Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.modules.catalogue import full_name
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, Values
from noc_scheduler.flowchart.templates import TemplateTree
from noc_scheduler.flowchart.vocabulary import Outcome, Purpose, Rerun, WaitsFor, Work
from noc_scheduler.flowchart.walker import Walker

DEFAULT_TIMEOUT = "5m"
#: How many lost attempts of one visit are made good before the visit itself is lost.
MAX_LOSSES = 3
#: The code of a visit that is given up because whoever tries it gets lost.
POISON = "attempt.poison"
LONGEST_DELAY = timedelta(days=1)
PLAYBOOK_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,62}$"

DEFAULT_RERUN = {Purpose.MONITORING: Rerun.REPEATABLE, Purpose.ACTION: Rerun.ONCE}
RETRIED = frozenset({Outcome.FAILED, Outcome.UNREACHABLE, Outcome.TIMED_OUT})
TOLD_THE_TRUTH = frozenset({Outcome.SUCCEEDED, Outcome.CHANGED})


@dataclass(frozen=True, slots=True)
class Retries:
    """At most `max` further attempts, the first after `delay_ms`, each later one `backoff` times as late."""

    max: int = 0
    delay_ms: int = 0
    backoff: float = 1.0

    def delay(self, retry: int) -> timedelta:
        """The pause before the retry numbered from 0; never longer than a day."""
        pause = min(self.delay_ms * self.backoff**retry, LONGEST_DELAY.total_seconds() * 1000)
        return timedelta(milliseconds=round(pause))


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """What is run, how long it may take, and what to do when it fails or gets lost.

    `module` names a module in full or, where the `work` says so, a playbook that the executor nodes ship.
    `said_once`: the author wrote `rerun: once`, which is also what actions have where nothing is written.
    """

    work: Work
    module: str
    arguments: TemplateTree
    timeout_ms: int
    retries: Retries
    rerun: Rerun
    said_once: bool
    template: bool
    become: bool
    check_mode: bool
    diff: bool
    no_log: bool


@register
class Task(Kind):
    """Has an executor node make attempts until one gives the visit its outcome."""

    name = "task"
    title = "Task"
    description = (
        "Runs one Ansible module, or a playbook that the executor nodes ship, on the host,"
        " to look (monitoring) or to change something (action)."
    )
    purpose_class = "task"
    takes_time = True
    may_be_once = True
    fields = {
        "purpose": {
            "title": "Purpose",
            "enum": [purpose.value for purpose in Purpose],
            "default": Purpose.ACTION.value,
        },
        "module": {
            "title": "Module",
            "type": "string",
            "maxLength": 255,
            "format": "noc-module",
            "pattern": r"^[a-zA-Z_][a-zA-Z0-9_]*(\.[a-zA-Z_][a-zA-Z0-9_]*)*$",
        },
        "playbook": {
            "title": "Playbook",
            "description": "Instead of a module: a playbook that the executor nodes ship.",
            "type": "string",
            "pattern": PLAYBOOK_PATTERN,
        },
        "args": {"title": "Arguments", "type": "object", "format": "noc-module-arguments", "default": {}},
        "timeout": {
            "title": "Timeout",
            "type": "string",
            "pattern": DURATION_PATTERN,
            "default": DEFAULT_TIMEOUT,
        },
        "retries": {
            "title": "Retries",
            "type": "object",
            "properties": {
                "max": {"title": "At most", "type": "integer", "minimum": 0, "maximum": 100},
                "delay": {"title": "Pause", "type": "string", "pattern": DURATION_PATTERN, "default": "0s"},
                "backoff": {
                    "title": "Each pause times",
                    "type": "number",
                    "minimum": 1,
                    "maximum": 10,
                    "default": 1,
                },
            },
            "required": ["max"],
            "additionalProperties": False,
        },
        "rerun": {"title": "When an attempt is lost", "enum": [rerun.value for rerun in Rerun]},
        "become": {**FLAG, "title": "Become"},
        "check_mode": {**FLAG, "title": "Check mode"},
        "diff": {
            **FLAG,
            "title": "Show differences",
            "description": "What it changes, or in check mode would change, follows its output.",
        },
        "no_log": {**FLAG, "title": "Keep out of logs"},
        "template": {**FLAG, "title": "Let Ansible render the author's text"},
    }
    exactly_one = ("module", "playbook")
    outcomes = (
        Outcome.SUCCEEDED,
        Outcome.CHANGED,
        Outcome.FAILED,
        Outcome.UNREACHABLE,
        Outcome.TIMED_OUT,
        Outcome.LOST,
    )

    def compile(self, fields: NodeFields) -> TaskSpec:
        """Reads the module or playbook, its arguments and its rules."""
        by = fields.exactly_one_of("task.needs_one", *self.exactly_one)
        work = Work.PLAYBOOK if by == "playbook" else Work.MODULE
        purpose = Purpose.MONITORING if fields.text("purpose") == Purpose.MONITORING else Purpose.ACTION
        rerun = fields.text("rerun")
        return TaskSpec(
            work=work,
            module=fields.text("playbook") if work is Work.PLAYBOOK else full_name(fields.text("module")),
            arguments=fields.tree("args") if fields.has("args") else templates.tree({}),
            timeout_ms=fields.duration("timeout", default=DEFAULT_TIMEOUT, positive=True),
            retries=self._retries(fields),
            rerun=Rerun(rerun) if rerun in set(Rerun) else DEFAULT_RERUN[purpose],
            said_once=rerun == Rerun.ONCE,
            template=fields.flag("template"),
            become=fields.flag("become"),
            check_mode=fields.flag("check_mode"),
            diff=fields.flag("diff"),
            no_log=fields.flag("no_log"),
        )

    def needs_host(self, spec: TaskSpec) -> bool:
        """Always: it is done to one."""
        return True

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Makes the first attempt."""
        self._attempt(walker, node, visit)

    def reported(self, walker: Walker, node: FlowNode, visit: OpenVisit, report: Reported) -> None:
        """Goes on with the outcome, tries once more, or finds out what a lost attempt has done."""
        result = self._known(report.result)
        if result.outcome == Outcome.LOST:
            self._lost(walker, node, visit, result, report.most_losses)
        elif visit.probing:
            self._probed(walker, node, visit, result)
        elif result.outcome in RETRIED and visit.retries < node.spec.retries.max:
            self._retry(walker, node, visit, result)
        else:
            walker.finish(visit, result)

    def elapsed(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """The pause before a retry is over."""
        self._attempt(walker, node, visit)

    def _attempt(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        spec: TaskSpec = node.spec
        dispatch = Dispatch(
            visit=visit.number,
            attempt=visit.attempts + 1,
            node=node.id,
            module=spec.module,
            arguments=templates.on_the_wire(spec.arguments, walker.scope(visit)),
            timeout_ms=spec.timeout_ms,
            template=spec.template,
            become=spec.become,
            check_mode=spec.check_mode or visit.probing or walker.check_mode,
            diff=spec.diff or walker.diff,
            no_log=spec.no_log,
            work=spec.work,
        )
        walker.dispatch(visit, dispatch)

    def _retry(self, walker: Walker, node: FlowNode, visit: OpenVisit, result: Result) -> None:
        retries: Retries = node.spec.retries
        pause = retries.delay(visit.retries)
        visit = replace(visit, retries=visit.retries + 1)
        self._tell_retry(walker, visit, result, f"retry {visit.retries} of {retries.max}")
        if not pause:
            self._attempt(walker, node, visit)
            return
        reason: Values = {
            "pause_ms": round(pause.total_seconds() * 1000),
            "retry": visit.retries,
            "most": retries.max,
            "state": str(result.outcome),
        }
        walker.wait(visit, WaitsFor.TIME, Sentence(Saying.WAITS_RETRY, reason), walker.now + pause)

    def _lost(
        self, walker: Walker, node: FlowNode, visit: OpenVisit, result: Result, most: int | None
    ) -> None:
        """What an attempt whose end nobody knows means is for the task's rerun class to say."""
        rerun = _rerun(walker, node)
        visit = replace(visit, losses=visit.losses + 1)
        if rerun is Rerun.ONCE:
            self._unknown(walker, node, visit, result)
            return
        if visit.losses > (MAX_LOSSES if most is None else most):
            because = {"because": Sentence(Saying.BECAUSE, {"what": result.told()})} if result.message else {}
            words = Sentence(Saying.ATTEMPTS_LOST, {"count": visit.losses, **because})
            self._unknown(walker, node, visit, replace(result, code=POISON).saying(words))
            return
        visit = replace(visit, probing=rerun is Rerun.PROBE)
        doing = "looks in check mode what it has done" if visit.probing else "is made again"
        self._tell_retry(walker, visit, result, f"the attempt was lost and {doing}")
        self._attempt(walker, node, visit)

    def _unknown(self, walker: Walker, node: FlowNode, visit: OpenVisit, result: Result) -> None:
        if _rerun(walker, node) is Rerun.REPEATABLE or Outcome.LOST in node.arrows:
            walker.finish(visit, replace(result, outcome=Outcome.LOST))
            return
        walker.wait(visit, WaitsFor.PERSON, Sentence(Saying.WAITS_DECISION))

    def _probed(self, walker: Walker, node: FlowNode, visit: OpenVisit, result: Result) -> None:
        """A check-mode run that would change something means that the lost attempt hadn't done it."""
        if result.outcome not in TOLD_THE_TRUTH:
            self._unknown(walker, node, visit, result)
        elif result.changed:
            visit = replace(visit, probing=False)
            self._tell_retry(walker, visit, result, "nothing was done yet, so it is made again")
            self._attempt(walker, node, visit)
        else:
            done = replace(result, outcome=Outcome.SUCCEEDED)
            walker.finish(visit, done.saying(Sentence(Saying.DONE_BEFORE)))

    def _tell_retry(self, walker: Walker, visit: OpenVisit, result: Result, reason: str) -> None:
        data = {"attempt": visit.attempts, "outcome": str(result.outcome), "rc": result.rc, "reason": reason}
        walker.tell(EventType.VISIT_RETRIED, visit, {**data, "message": result.message})

    def _known(self, result: Result) -> Result:
        """A word that is no outcome of a task means `failed`; `changed` sets the flag."""
        if result.outcome not in self.outcomes:
            failed = replace(result, outcome=Outcome.FAILED)
            if result.message:
                return failed
            return failed.saying(Sentence(Saying.ATTEMPT_ENDED_WITH, {"word": str(result.outcome)[:60]}))
        outcome = Outcome(result.outcome)
        return replace(result, outcome=outcome, changed=result.changed or outcome is Outcome.CHANGED)

    def _retries(self, fields: NodeFields) -> Retries:
        if not isinstance(fields.at("retries"), dict):
            return Retries()
        backoff = fields.at("retries", "backoff")
        return Retries(
            max=fields.whole("retries", "max", default=0),
            delay_ms=fields.duration("retries", "delay", default="0s"),
            backoff=float(backoff) if isinstance(backoff, (int, float)) else 1.0,
        )


def _rerun(walker: Walker, node: FlowNode) -> Rerun:
    """What may be done about a lost attempt: one of a dry run has changed nothing."""
    spec: TaskSpec = node.spec
    return Rerun.REPEATABLE if walker.check_mode else spec.rerun
