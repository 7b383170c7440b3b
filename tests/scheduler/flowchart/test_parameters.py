"""Parameters: everything wrong with the given ones at once, and nothing converted."""

from typing import Any

import pytest

from noc_scheduler.flowchart.errors import ParameterErrors
from noc_scheduler.flowchart.parameters import bind_parameters

from .conftest import flowchart_of

DECLARED = """{
    service: {type: string, default: nginx, pattern: "[a-z0-9@._-]+", maxLength: 20},
    tries: {type: integer, default: 3, minimum: 1, maximum: 10},
    share: {type: number, default: 0.5, exclusiveMinimum: 0, exclusiveMaximum: 1},
    dry: {type: boolean, default: false},
    mounts: {type: array, default: [/], minItems: 1, maxItems: 3, uniqueItems: true, items: {type: string}},
    owner: {type: object, default: {name: ops}, properties: {name: {type: string}, uid: {type: integer}},
            required: [name], additionalProperties: false},
    level: {type: string, default: low, enum: [low, high]},
    free: {type: object, default: {}}
}"""
FLOWCHART = flowchart_of("begin: {kind: start, next: done}\ndone: {kind: end}", DECLARED)
NEEDY = flowchart_of(
    "begin: {kind: start, next: done}\ndone: {kind: end}", "{a: {type: string}, b: {type: integer}}"
)


def problems(given: dict[Any, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ParameterErrors) as refused:
        bind_parameters(FLOWCHART, given)
    return [(problem.path, problem.code) for problem in refused.value.problems]


def test_defaults_fill_what_is_not_given() -> None:
    bound = bind_parameters(FLOWCHART, {"tries": 5})
    assert bound["tries"] == 5
    assert bound["service"] == "nginx"
    assert list(bound) == list(FLOWCHART.parameters)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"tries": "5"}, ("/tries", "param.type")),
        ({"tries": 5.0}, ("/tries", "param.type")),
        ({"tries": True}, ("/tries", "param.type")),
        ({"tries": None}, ("/tries", "param.type")),
        ({"tries": 0}, ("/tries", "param.minimum")),
        ({"tries": 11}, ("/tries", "param.maximum")),
        ({"tries": 10**5000}, ("/tries", "param.range")),
        ({"tries": 2**63}, ("/tries", "param.range")),
        ({"share": 1}, ("/share", "param.exclusive_maximum")),
        ({"share": float("nan")}, ("/share", "param.range")),
        ({"share": float("inf")}, ("/share", "param.range")),
        ({"share": "0.5"}, ("/share", "param.type")),
        ({"dry": 1}, ("/dry", "param.type")),
        ({"dry": "yes"}, ("/dry", "param.type")),
        ({"service": ""}, ("/service", "param.pattern")),
        ({"service": "a b"}, ("/service", "param.pattern")),
        ({"service": "nginx\n"}, ("/service", "param.pattern")),
        ({"service": "x" * 21}, ("/service", "param.max_length")),
        ({"service": "a\0"}, ("/service", "param.nul")),
        ({"service": "\ud800"}, ("/service", "param.not_text")),
        ({"service": "x" * 70_000}, ("/service", "param.max_length")),
        ({"service": {"__ansible_unsafe": "x"}}, ("/service", "param.name_reserved")),
        ({"level": "middle"}, ("/level", "param.enum")),
        ({"mounts": []}, ("/mounts", "param.min_items")),
        ({"mounts": ["a", "b", "c", "d"]}, ("/mounts", "param.max_items")),
        ({"mounts": ["a", "a"]}, ("/mounts", "param.unique_items")),
        ({"mounts": ["a", 1]}, ("/mounts/1", "param.type")),
        ({"owner": {}}, ("/owner/name", "param.missing")),
        ({"owner": {"name": "x", "a/b~c": 1}}, ("/owner/a~1b~0c", "param.unknown")),
        ({"owner": {"name": "x", "uid": "1"}}, ("/owner/uid", "param.type")),
        ({"free": {"a": {"__ansible_unsafe": "x"}}}, ("/free", "param.name_reserved")),
        ({"free": {"a": ["x\0"]}}, ("/free", "param.nul")),
        ({"servce": "nginx"}, ("/servce", "param.unknown")),
        ({"a{{7*7}}": 1}, ("/a{{7*7}}", "param.name_invalid")),
        ({"__ansible_unsafe": 1}, ("/__ansible_unsafe", "param.name_invalid")),
        ({7: 1}, ("/7", "param.name_invalid")),
    ],
)
def test_it_is_refused(given: dict[Any, Any], expected: tuple[str, str]) -> None:
    assert problems(given) == [expected]


def test_everything_wrong_is_said_at_once() -> None:
    found = problems({"tries": "5", "dry": 1, "servce": "x", "owner": {"uid": "1", "x": 2}})
    assert found == [
        ("/servce", "param.unknown"),
        ("/tries", "param.type"),
        ("/dry", "param.type"),
        ("/owner/name", "param.missing"),
        ("/owner/uid", "param.type"),
        ("/owner/x", "param.unknown"),
    ]


def test_what_has_no_default_must_be_given() -> None:
    with pytest.raises(ParameterErrors) as refused:
        bind_parameters(NEEDY, {})
    assert [problem.code for problem in refused.value.problems] == ["param.missing", "param.missing"]


def test_nesting_without_end_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    assert problems({"free": deep}) == [("/free", "param.too_deep")]


@pytest.mark.parametrize(
    "text",
    ["{{ lookup('pipe', 'touch PWNED') }}", "${params.service}", "a\nb", "<b>", "\x1b[31m", "'; rm -rf /"],
)
def test_text_is_taken_literally(text: str) -> None:
    assert bind_parameters(FLOWCHART, {"free": {"text": text}})["free"] == {"text": text}
