"""What cannot be right is refused with a clear code, and nothing of it is kept."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from demo.operator import Operator

DEEP = 100_000


def procedure(name: str, nodes: str) -> dict[str, Any]:
    text = f"apiVersion: noc/v1\nkind: Procedure\nmetadata: {{name: {name}}}\nspec:\n  nodes:\n{nodes}"
    return {"text": text, "publish": True}


def order(groups: list[str], params: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "procedure": "restart-web",
        "target": {"groups": groups, "hosts": []},
        "params": dict(params or {}),
    }


def host(**fields: Any) -> dict[str, Any]:
    return {"name": "intruder", "address": "127.9.9.9", **fields}


REFUSED = {
    "an unknown group": ("POST", "/executions", order(["nobody"]), 422, "target.unknown_group"),
    "an empty group": ("POST", "/executions", order(["hollow"]), 422, "target.empty"),
    "an unknown parameter": ("POST", "/executions", order(["web"], {"servise": "x"}), 422, "param.unknown"),
    "a parameter of the wrong type": (
        "POST",
        "/executions",
        order(["web"], {"service": 5}),
        422,
        "param.type",
    ),
    "a parameter that does not fit": (
        "POST",
        "/executions",
        order(["web"], {"service": "--version"}),
        422,
        "param.pattern",
    ),
    "an arrow to nowhere": (
        "PUT",
        "/procedures/dangling",
        procedure("dangling", "    begin: {kind: start, next: nowhere}\n    done: {kind: end}\n"),
        422,
        "edge.dangling",
    ),
    "two starts": (
        "PUT",
        "/procedures/twice",
        procedure(
            "twice",
            "    one: {kind: start, next: done}\n    two: {kind: start, next: done}\n    done: {kind: end}\n",
        ),
        422,
        "start.multiple",
    ),
    "a condition that is never true or false": (
        "PUT",
        "/procedures/never",
        procedure(
            "never",
            "    begin: {kind: start, next: ask}\n"
            "    ask: {kind: decision, branches: [{when: 1 + 1, next: done}], otherwise: done}\n"
            "    done: {kind: end}\n",
        ),
        422,
        "expression.never_boolean",
    ),
    "a key given twice": (
        "PUT",
        "/procedures/double",
        procedure("double", "    begin: {kind: start, next: done}\n    begin: {kind: start, next: done}\n"),
        422,
        "yaml.duplicate_key",
    ),
    "an address that is an option": (
        "POST",
        "/hosts",
        host(address="-oProxyCommand=touch PWNED"),
        422,
        "inventory.host_invalid",
    ),
    "a connection variable": (
        "POST",
        "/hosts",
        host(vars={"ansible_connection": "local"}),
        422,
        "inventory.var_forbidden",
    ),
    "an interpreter variable": (
        "POST",
        "/hosts",
        host(vars={"ansible_python_interpreter": "/tmp/python"}),
        422,
        "inventory.var_forbidden",
    ),
}


@pytest.fixture(scope="module")
def hollow(operator: Operator) -> None:
    """A group without any host."""
    operator.post("/groups", {"name": "hollow"})


def kept(operator: Operator) -> dict[str, list[str]]:
    """Names and ids of all that is stored, but for what the schedule of the other tests adds meanwhile."""
    nouns = ("procedures", "hosts", "groups", "schedules")
    found = {
        noun: [json.dumps(item, sort_keys=True) for item in operator.every(f"/{noun}")] for noun in nouns
    }
    found["schedules"] = [json.loads(text)["name"] for text in found["schedules"]]
    found["executions"] = [
        one["id"] for one in operator.every("/executions") if one["actor"]["kind"] != "schedule"
    ]
    return found


def codes(problem: Mapping[str, Any]) -> set[str]:
    return {problem["code"], *(complaint["code"] for complaint in problem.get("errors", ()))}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.usefixtures("hollow")
def test_a_document_that_cannot_be_right_is_refused(operator: Operator, case: str) -> None:
    method, path, document, status, code = REFUSED[case]
    before = kept(operator)
    answer = operator.client.request(method, path, json=document)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert code in codes(answer.json()), answer.text
    assert kept(operator) == before


BODIES = {
    "no JSON at all": ("text/plain", "{}", 415, "content_type.unsupported"),
    "a form": ("application/x-www-form-urlencoded", "procedure=hello", 415, "content_type.unsupported"),
    "too deep": ("application/json", "[" * DEEP + "]" * DEEP, 400, "json.too_deep"),
    "too deep inside": ("application/json", '{"a":' * DEEP + "1" + "}" * DEEP, 400, "json.too_deep"),
    "not a number": (
        "application/json",
        '{"procedure": "hello", "target": {"groups": ["web"], "hosts": []}, "params": {"x": NaN}}',
        400,
        "json.not_finite",
    ),
}


@pytest.mark.parametrize("path", ["/executions", "/hosts", "/schedules", "/inventory/imports"])
@pytest.mark.parametrize("case", BODIES)
def test_a_body_that_cannot_be_read_is_refused(operator: Operator, path: str, case: str) -> None:
    content_type, body, status, code = BODIES[case]
    before = kept(operator)
    answer = operator.client.post(path, content=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert kept(operator) == before
