"""What schemathesis makes of a layer's description, sent to its real application by a caller it trusts."""

from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks

load_all_checks()
HELD = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )
]


def fuzz(caller: httpx.Client, document: dict[str, Any], cases: int, but: frozenset[str]) -> dict[int, int]:
    """How many answers had which status, of so many requests to all addresses but these.

    Fails at the first answer that is a server error or is not as the description says.
    """
    schema = schemathesis.openapi.from_dict(document)
    operations = [found.ok() for found in schema.get_all_operations()]
    strategies = [operation.as_strategy() for operation in operations if operation.path not in but]
    statuses: dict[int, int] = {}

    @settings(
        max_examples=cases,
        phases=(Phase.generate,),
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(strategies).flatmap(lambda strategy: strategy))
    def holds(case: Case) -> None:
        answer = _sent(caller, case)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        case.validate_response(answer, checks=HELD)

    holds()
    return statuses


def _sent(caller: httpx.Client, case: Case) -> httpx.Response:
    """The answer to a case, whose bytes are made by schemathesis and whose authentication by the caller."""
    prepared = requests.Request(**case.as_transport_kwargs(base_url=str(caller.base_url))).prepare()
    body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
    given_headers = {name: str(value) for name, value in prepared.headers.items()}
    headers = {name: value for name, value in given_headers.items() if name.lower() not in UNSENT}
    return caller.request(case.method, str(prepared.url), headers=headers, content=body)


#: What the caller says itself.
UNSENT = frozenset(
    {"authorization", "signature", "signature-input", "content-digest", "content-length", "host"}
)
