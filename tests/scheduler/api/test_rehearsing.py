"""Rehearsing what an editor holds: how hosts would walk it, and clear words where they can't."""

from typing import Any

import httpx
import pytest

REHEARSE = "/v1/flowcharts/rehearse"
TEXT = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: case, layout: {check: [100, -40]}}
spec:
  parameters: {word: {type: string}}
  nodes:
    begin: {kind: start, next: check}
    check: {kind: task, module: ansible.builtin.command, next: {succeeded: done, failed: ask}}
    ask: {kind: approval, question: "${params.word}?", next: {approved: done}}
    done: {kind: end}
"""

WAITS = "{kind: wait, signal: go, next: done}"


def rehearse(api: httpx.Client, text: str = TEXT, **script: Any) -> httpx.Response:
    answer: httpx.Response = api.post(REHEARSE, json={"text": text, "params": {"word": "go"}, **script})
    return answer


def test_without_a_script_every_step_succeeds_on_one_host(api: httpx.Client) -> None:
    told = rehearse(api).json()
    assert told["status"] == "succeeded"
    assert [host["path"] for host in told["hosts"]] == [["begin", "check", "done"]]
    assert {"from": "check", "outcome": "succeeded", "to": "done", "count": 1} in told["hosts"][0]["arrows"]


def test_each_host_takes_its_own_way_and_says_what_it_waits_for(api: httpx.Client) -> None:
    text = TEXT.replace('{kind: approval, question: "${params.word}?", next: {approved: done}}', WAITS)
    results = {"check": {"hosts": {"web2": {"outcome": "failed", "rc": 3}}}}
    told = rehearse(api, text, hosts={"web1": {}, "web2": {}}, results=results).json()
    web1, web2 = told["hosts"]
    assert (web1["status"], web2["status"], told["status"]) == ("succeeded", "waiting", "waiting")
    assert (web2["visits"][-1]["node"], web2["visits"][-1]["outcome"]) == ("ask", None)
    assert web2["visits"][-1]["sentence"]


def test_a_host_that_fails_says_where_and_why(api: httpx.Client) -> None:
    failed = {"check": {"outcome": "failed"}}
    told = rehearse(api, results=failed, answers={"ask": "refused"}).json()["hosts"][0]
    assert told["status"] == "failed"
    assert told["reason"].startswith("ask: ")


ROUNDS = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: rounds}
spec:
  nodes:
    begin: {kind: start, next: rounds}
    rounds: {kind: loop, while: true, max_iterations: 10000, next: {again: pause, done: done, exhausted: done}}
    pause: {kind: wait, for: 1ms, next: rounds}
    done: {kind: end}
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ROUNDS, "rehearsal.too_long"),
        (ROUNDS.replace("again: pause", "again: rounds"), "procedure.unsound"),
    ],
    ids=["with pauses", "without any"],
)
def test_a_draft_that_goes_round_and_round_is_given_up(api: httpx.Client, text: str, code: str) -> None:
    answer = api.post(REHEARSE, json={"text": text, "hosts": {f"web{number}": {} for number in range(10)}})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ({"params": {"word": 3}}, "param.type"),
        ({"results": {"nobody": {}}}, "rehearsal.invalid"),
        ({"results": {"check": {"outcom": "failed"}}}, "rehearsal.invalid"),
        ({"hosts": {"web1": {"colour": "red"}}}, "rehearsal.invalid"),
        ({"answers": {"ask": 3}}, "rehearsal.invalid"),
        ({"text": "{"}, "procedure.unsound"),
        ({"text": "spec: {nodes: {a: {kind: task}}}"}, "procedure.unsound"),
        ({"hosts": {f"web{number}": {} for number in range(11)}}, "string.length"),
        ({"expect": {}}, "field.unknown"),
    ],
)
def test_what_can_not_be_rehearsed_is_refused_with_its_reason(
    api: httpx.Client, script: Any, code: str
) -> None:
    answer = rehearse(api, **script)
    assert answer.status_code == 422
    assert code in {answer.json()["code"], *(each["code"] for each in answer.json().get("errors", ()))}


def test_positions_are_for_editors_and_no_part_of_what_runs(api: httpx.Client) -> None:
    def checked(layout: str) -> Any:
        text = TEXT.replace("{check: [100, -40]}", layout)
        return api.post("/v1/flowcharts/check", json={"text": text}).json()

    def codes(layout: str) -> set[str]:
        return {each["code"] for each in checked(layout)["findings"]}

    assert checked("{}")["digest"] == checked("{check: [1, 2], gone: [3, 4]}")["digest"]
    assert codes("{check: [1.5, 2]}") - codes("{}") == {"field.type"}
    assert codes("{check: [1]}") - codes("{}") == {"field.min_items"}
