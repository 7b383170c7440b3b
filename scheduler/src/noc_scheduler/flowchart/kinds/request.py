"""The kind `request`: one HTTP request to an endpoint that an executor node's owner has allowed."""

import re
from dataclasses import dataclass, replace
from typing import Any

from noc_scheduler.flowchart import templates
from noc_scheduler.flowchart.durations import DURATION_PATTERN
from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.happenings import Reported
from noc_scheduler.flowchart.host_run import OpenVisit, Result
from noc_scheduler.flowchart.instructions import Dispatch
from noc_scheduler.flowchart.kinds.fields import NodeFields
from noc_scheduler.flowchart.kinds.kind import TEXT, Kind
from noc_scheduler.flowchart.kinds.registry import register
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence
from noc_scheduler.flowchart.templates import Template, TemplateMap, TemplateTree, Words
from noc_scheduler.flowchart.vocabulary import Outcome, Work
from noc_scheduler.flowchart.walker import Walker

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
#: They change nothing, have no body, and may be made again when nobody knows what became of them.
SAFE_METHODS = frozenset({"GET", "HEAD"})
DEFAULT_TIMEOUT = "30s"
LONGEST_TIMEOUT_MS = 3_600_000
MAX_LOSSES = 3
ENDPOINT_PATTERN = "^[a-z0-9][a-z0-9._-]{0,62}$"
#: They frame the message or say who asks: the connection's and the endpoint's matter.
NOT_THE_AUTHORS = frozenset(
    {
        "authorization",
        "connection",
        "content-length",
        "cookie",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """Which endpoint is asked what; the arguments travel as a tree, so that data stays data in the path."""

    endpoint: str
    method: str
    arguments: TemplateTree
    timeout_ms: int


@register
class Request(Kind):
    """An executor node makes the request; the answer's status is `rc`, its JSON `result.json`."""

    name = "request"
    title = "Request"
    description = "Asks an API: one HTTP request to an allowed endpoint, made by an executor node."
    purpose_class = "task"
    takes_time = True
    may_be_once = True
    fields = {
        "endpoint": {"title": "Endpoint", "type": "string", "pattern": ENDPOINT_PATTERN},
        "method": {"title": "Method", "enum": list(METHODS), "default": "GET"},
        "path": {**TEXT, "title": "Path", "description": "Below the endpoint's own; begins with a slash."},
        "headers": {
            "title": "Headers",
            "type": "object",
            "maxProperties": 50,
            "additionalProperties": dict(TEXT),
        },
        "body": {"title": "Body", "description": "Sent as JSON; a text is sent as it is."},
        "expect": {
            "title": "Expected statuses",
            "type": "array",
            "minItems": 1,
            "maxItems": 50,
            "uniqueItems": True,
            "items": {"type": "integer", "minimum": 100, "maximum": 599},
        },
        "timeout": {
            "title": "Timeout",
            "type": "string",
            "pattern": DURATION_PATTERN,
            "default": DEFAULT_TIMEOUT,
        },
    }
    required = ("endpoint", "path")
    outcomes = (Outcome.SUCCEEDED, Outcome.FAILED, Outcome.TIMED_OUT)

    def compile(self, fields: NodeFields) -> RequestSpec:
        """Reads what is asked, and notes what no request may have."""
        method = fields.text("method", default="GET")
        timeout = fields.duration("timeout", default=DEFAULT_TIMEOUT, positive=True)
        if timeout > LONGEST_TIMEOUT_MS:
            fields.problem("request.timeout", "a request may take an hour at most", "timeout")
        if fields.has("body") and method in SAFE_METHODS:
            fields.problem("request.body", f"a {method} has no body", "body")
        path = fields.template("path")
        self._check_path(fields, path)
        self._check_headers(fields)
        pairs: list[tuple[str, TemplateTree]] = [
            ("method", templates.Template((Words(method),))),
            ("path", path),
        ]
        pairs += [(name, fields.tree(name)) for name in ("headers", "body", "expect") if fields.has(name)]
        return RequestSpec(fields.text("endpoint"), method, TemplateMap(tuple(pairs)), timeout)

    def enter(self, walker: Walker, node: FlowNode, visit: OpenVisit) -> None:
        """Has the request made."""
        spec: RequestSpec = node.spec
        arguments = templates.on_the_wire(spec.arguments, walker.scope(visit))
        if walker.check_mode and spec.method not in SAFE_METHODS:
            words = Sentence(Saying.NOTHING_SENT, {"method": spec.method, "endpoint": spec.endpoint})
            walker.finish(visit, Result().saying(words))
            return
        visit = replace(visit, attempts=visit.attempts + 1)
        dispatch = Dispatch(
            visit=visit.number,
            attempt=visit.attempts,
            node=node.id,
            module=spec.endpoint,
            arguments=arguments,
            timeout_ms=spec.timeout_ms,
            work=Work.REQUEST,
        )
        walker.dispatch(visit, dispatch)

    def reported(self, walker: Walker, node: FlowNode, visit: OpenVisit, report: Reported) -> None:
        """Goes on with the outcome; a lost request is made again where that can do no harm."""
        spec: RequestSpec = node.spec
        result = report.result
        if result.outcome != Outcome.LOST:
            known = result.outcome in self.outcomes
            walker.finish(visit, result if known else replace(result, outcome=Outcome.FAILED))
            return
        visit = replace(visit, losses=visit.losses + 1)
        most = MAX_LOSSES if report.most_losses is None else report.most_losses
        if spec.method in SAFE_METHODS and visit.losses <= most:
            told = {"attempt": visit.attempts, "outcome": "lost", "rc": None, "message": result.message}
            walker.tell(
                EventType.VISIT_RETRIED, visit, {**told, "reason": "the request was lost and is made again"}
            )
            self.enter(walker, node, visit)
            return
        lost = Result(outcome=Outcome.FAILED, code="request.lost").saying(Sentence(Saying.REQUEST_LOST))
        walker.finish(visit, lost)

    def _check_path(self, fields: NodeFields, path: Template) -> None:
        first = path.parts[0]
        text = first.value if isinstance(first, Words) else ""
        if not (isinstance(text, str) and text.startswith("/")) or text.startswith("//"):
            fields.problem("request.path", "a path begins with one slash, written by the author", "path")
        words = [str(part.value) for part in path.parts if isinstance(part, Words)]
        if any(_CONTROL.search(each) or "\\" in each or "#" in each or ".." in each for each in words):
            fields.problem("request.path", "a path has no backslash, '..', '#' or control character", "path")

    def _check_headers(self, fields: NodeFields) -> None:
        written: Any = fields.at("headers")
        for name, value in written.items() if isinstance(written, dict) else ():
            if not _HEADER.fullmatch(name):
                fields.problem("request.header", f"'{name[:60]}' is no name of a header", "headers", name)
            elif name.lower() in NOT_THE_AUTHORS:
                fields.problem("request.header", f"'{name}' is the endpoint's own matter", "headers", name)
            if isinstance(value, str) and _CONTROL.search(value):
                fields.problem("request.header", f"'{name}' holds a control character", "headers", name)
