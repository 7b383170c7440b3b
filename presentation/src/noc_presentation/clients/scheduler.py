"""What this layer says to the scheduler: signed requests, and its refusals carried on unchanged."""

import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import structlog

from noc_presentation.errors import Complaint, NoAnswer, RefusedElsewhere, Unavailable

TIMEOUT = httpx.Timeout(10, connect=3)
#: With these a request has not left us.
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
INVENTORY_TIMEOUT = httpx.Timeout(50, connect=3)
KEPT_MEMBERS = {"type", "title", "status", "code", "detail", "errors", "request_id"}
Document = dict[str, Any]
Query = Mapping[str, str | int]
log = structlog.get_logger()


class Scheduler:
    """The scheduler as this layer sees it; `url` is asked anew each time, so that pairing again takes effect.

    Every method raises RefusedElsewhere with the scheduler's own status and code when it says no,
    Unavailable when it can't be reached, answers nonsense, or doesn't take our signature, and NoAnswer when it was
    asked to do something and may have done it.
    """

    def __init__(
        self,
        url: Callable[[], str],
        signer: httpx.Auth,
        transport: httpx.BaseTransport | None = None,
        trust: Path | None = None,
    ) -> None:
        self._url = url
        verify = ssl.create_default_context(cafile=str(trust)) if trust else True
        self._http = httpx.Client(
            auth=signer, timeout=TIMEOUT, transport=transport, verify=verify, trust_env=False
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def node_kinds(self) -> Document:
        """The kinds of FlowNode with the schemas of their fields."""
        return self._ask("GET", "/v1/node-kinds")

    def modules(self, query: Query) -> Document:
        """A page of the modules that executor nodes have."""
        return self._ask("GET", "/v1/modules", query)

    def module(self, name: str) -> Document:
        """One module with its options."""
        return self._ask("GET", _path("modules", name))

    def check(self, text: str) -> Document:
        """What the scheduler thinks of a procedure's text; an unreadable one is a finding."""
        return self._ask("POST", "/v1/flowcharts/check", body={"text": text})

    def rehearse(self, order: Document) -> Document:
        """How hosts would walk a procedure's text if its steps answered so."""
        return self._ask("POST", "/v1/flowcharts/rehearse", body=order)

    def start_execution(self, order: Document, idempotency_key: str | None) -> Document:
        """Start an execution, now or at its `start_at`."""
        return self._ask("POST", "/v1/executions", body=order, idempotency_key=idempotency_key)

    def executions(self, query: Query) -> Document:
        """A page of executions."""
        return self._ask("GET", "/v1/executions", query)

    def execution(self, execution: str) -> Document:
        """One execution, by id or number."""
        return self._ask("GET", _path("executions", execution))

    def execution_part(self, execution: str, part: str, query: Query) -> Document:
        """A page of an execution's `hosts` or `visits`, or its whole `matrix`."""
        return self._ask("GET", _path("executions", execution, part), query)

    def host(self, execution: str, host: str) -> Document:
        """One host's walk."""
        return self._ask("GET", _path("executions", execution, "hosts", host))

    def host_locks(self, query: Query) -> Document:
        """A page of locks on hosts."""
        return self._ask("GET", "/v1/host-locks", query)

    def take_lock(self, execution: str, host: str, order: Document) -> Document:
        """Give a host's walk the lock that it waits for."""
        return self._ask("POST", _path("executions", execution, "hosts", host, "take-lock"), body=order)

    def events(self, query: Query) -> Document:
        """The events after a cursor."""
        return self._ask("GET", "/v1/events", query)

    def act(self, execution: str, verb: str, order: Document) -> Document:
        """Have something done to an execution: `cancel`, `pause`, `resume` and so on."""
        return self._ask("POST", _path("executions", execution, verb), body=order)

    def redirect(self, execution: str, host: str, verb: str, order: Document) -> Document:
        """Have one host `skip` or `redo` its step, or `move` elsewhere; its walk as it is then."""
        return self._ask("POST", _path("executions", execution, "hosts", host, verb), body=order)

    def decide(self, execution: str, visit: str, order: Document) -> None:
        """A person's word about a visit that waits for one."""
        self._ask("POST", _path("executions", execution, "visits", visit, "decision"), body=order)

    def questions(self, query: Query) -> Document:
        """A page of questions to people."""
        return self._ask("GET", "/v1/questions", query)

    def question(self, question: str) -> Document:
        """One question."""
        return self._ask("GET", _path("questions", question))

    def answer(self, question: str, order: Document) -> Document:
        """One person's answer; the question as it is then."""
        return self._ask("POST", _path("questions", question, "answers"), body=order)

    def queues(self, query: Query) -> Document:
        """A page of queues."""
        return self._ask("GET", "/v1/queues", query)

    def messages(self, queue: str, query: Query) -> Document:
        """A page of a queue's messages."""
        return self._ask("GET", _path("queues", queue, "messages"), query)

    def create_schedule(self, order: Document, idempotency_key: str | None) -> Document:
        """Create a schedule."""
        return self._ask("POST", "/v1/schedules", body=order, idempotency_key=idempotency_key)

    def schedules(self, query: Query) -> Document:
        """A page of schedules."""
        return self._ask("GET", "/v1/schedules", query)

    def schedule(self, schedule: str) -> Document:
        """One schedule."""
        return self._ask("GET", _path("schedules", schedule))

    def delete_schedule(self, schedule: str) -> None:
        """End a schedule; what it started goes on."""
        self._ask("DELETE", _path("schedules", schedule))

    def schedule_part(self, schedule: str, part: str, query: Query) -> Document:
        """A schedule's `deliveries`, or a page of its `items`."""
        return self._ask("GET", _path("schedules", schedule, part), query)

    def try_again(self, schedule: str, order: Document) -> Document:
        """Let parked items wait again; how many did."""
        return self._ask("POST", _path("schedules", schedule, "items", "again"), body=order)

    def change_intake(self, schedule: str, order: Document) -> None:
        """Set from whom a schedule takes messages, and how often what fails is tried again."""
        self._ask("PUT", _path("schedules", schedule, "intake"), body=order)

    def new_secret(self, schedule: str, order: Document) -> Document:
        """Make the secret of a webhook anew; the answer holds it."""
        return self._ask("POST", _path("schedules", schedule, "secret"), body=order)

    def executor_nodes(self) -> Document:
        """All executor nodes that ever enrolled."""
        return self._ask("GET", "/v1/executor-nodes")

    def authorise(self, executor_node: str, order: Document) -> Document:
        """Let an executor node in, or suspend it."""
        return self._ask("PUT", _path("executor-nodes", executor_node, "authorisation"), body=order)

    def act_on_executor_node(self, executor_node: str, verb: str, order: Document) -> Document:
        """Have an executor node given nothing new (`drain`, or `stop` for good), or work again (`resume`)."""
        return self._ask("POST", _path("executor-nodes", executor_node, verb), body=order)

    def serve(self, executor_node: str, order: Document) -> Document:
        """Have an executor node given work of some groups' hosts alone, as one with some labels."""
        return self._ask("PUT", _path("executor-nodes", executor_node, "serves"), body=order)

    def limit(self, executor_node: str, order: Document) -> Document:
        """Let an executor node hold at most so many attempts at once."""
        return self._ask("PUT", _path("executor-nodes", executor_node, "limit"), body=order)

    def inventory(self, executor_node: str, source: str) -> str:
        """What an inventory source of an executor node tells now, as text; takes less than a minute."""
        path = _path("executor-nodes", executor_node, "inventory")
        answer = self._ask("POST", path, body={"source": source}, timeout=INVENTORY_TIMEOUT)
        content = answer.get("content")
        if not isinstance(content, str):
            raise Unavailable("dependency.unavailable", "the scheduler tells no inventory")
        return content

    def _ask(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        body: Document | None = None,
        idempotency_key: str | None = None,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> Document:
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        url = self._url() + path
        try:
            answer = self._http.request(
                method, url, params=query, json=body, headers=headers, timeout=timeout
            )
        except httpx.HTTPError as error:
            log.warning("scheduler.unreachable", path=path, error=str(error))
            if method == "GET" or isinstance(error, NEVER_SENT):
                raise Unavailable("dependency.unavailable", "the scheduler can't be reached") from error
            words = "the scheduler was asked and hasn't answered; it may have done it all the same"
            raise NoAnswer("dependency.no_answer", words) from error
        return _read(answer)


def _path(*segments: str) -> str:
    return "/v1/" + "/".join(quote(segment, safe="") for segment in segments)


def _read(answer: httpx.Response) -> Document:
    if answer.status_code == 204:
        return {}
    try:
        document = answer.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        document = {}
    elif answer.is_success:
        return document
    if answer.status_code == 401:
        log.error("scheduler.refused_signature", code=document.get("code"))
        raise Unavailable(
            "dependency.unavailable", f"the scheduler refuses our signature ({document.get('code')})"
        )
    if 400 <= answer.status_code < 500 and "code" in document:
        raise _refusal(answer.status_code, document)
    log.error("scheduler.failed", status=answer.status_code, code=document.get("code"))
    raise Unavailable("dependency.unavailable", "the scheduler has trouble of its own")


def _refusal(status: int, problem: Document) -> RefusedElsewhere:
    errors = tuple(
        Complaint(str(e.get("path", "/")), str(e.get("code")), str(e.get("message")), e.get("line"))
        for e in problem.get("errors", ())
        if isinstance(e, dict)
    )
    extra = {name: value for name, value in problem.items() if name not in KEPT_MEMBERS}
    return RefusedElsewhere(status, str(problem["code"]), str(problem.get("detail", "")), errors, extra)
