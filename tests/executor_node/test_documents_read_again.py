"""What was checked when it came in is read again without being checked: the same attempt, whatever was left out."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noc_executor_node.attempt_schema import NAMES, AttemptSchema, HostSchema
from noc_executor_node.attempts import Attempt
from noc_executor_node.documents import read_attempt, read_checked_attempt
from noc_executor_node.segments import read_tree, tree_document
from noc_executor_node.vocabulary import Purpose, Work
from tests.executor_node.attempt_documents import HOST_KEY, attempt

TEXTS = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=20
)  # as bodies may hold them
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
PARTS = st.builds(lambda value: {"text": value}, st.none() | st.booleans() | NUMBERS | TEXTS) | st.builds(
    lambda value: {"data": value}, VALUES
)
LEAVES = st.builds(lambda parts: {"parts": parts}, st.lists(PARTS, min_size=1, max_size=3))
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda items: {"list": items}, st.lists(inner, max_size=3))
        | st.builds(lambda entries: {"map": entries}, st.dictionaries(TEXTS, inner, max_size=3))
    ),
    max_leaves=6,
)
NAMED = st.from_regex(r"[a-z][a-z_]{0,10}", fullmatch=True).map(lambda name: f"x_{name}")
ARGUMENTS = st.builds(lambda entries: {"map": entries}, st.dictionaries(NAMED, TREES, max_size=3))
SEALED = st.builds(
    lambda box, version: {
        "box": box,
        "expires_at": "2026-11-21T10:00:00Z",
        "credentials": [{"name": "n", "kind": "ssh_key", "use": "login", "version": version}],
    },
    TEXTS.filter(bool),
    st.integers(1, 2**31),
)
HOSTS = st.fixed_dictionaries(
    {"name": st.sampled_from(["web1", "db-2.example"]), "address": st.sampled_from(["192.0.2.1", "fe80::1"])},
    optional={
        "port": st.none() | st.integers(1, 65535),
        "user": st.none() | st.just("ops"),
        "groups": st.lists(st.sampled_from(["web", "Räume"]), max_size=2),
        "vars": st.dictionaries(NAMED, VALUES, max_size=2),
        "host_keys": st.lists(st.just(HOST_KEY), max_size=2),
    },
)
INSTANTS = st.builds(
    lambda second, fraction, zone: f"2026-11-21T09:00:{second:02}{fraction}{zone}",
    st.integers(0, 59),
    st.sampled_from(["", ".1", ".000", ".123456"]),
    st.sampled_from(["Z", "+00:00", "+05:30", "-11:00"]),
)
WORKS = {"module": "ansible.builtin.ping", "playbook": "patch", "request": "tickets", "probe": "ssh"}
OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("template", "become", "check_mode", "diff", "no_log"), st.booleans()),
    "queue_timeout_ms": st.none() | st.integers(1, 86_400_000),
    "sealed": st.none() | SEALED,
}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Any sound document; each member that may be left out is there or not."""
    work = draw(st.none() | st.sampled_from(list(WORKS)))
    needed = attempt(
        WORKS[work or "module"],
        arguments=draw(ARGUMENTS),
        issued_at=draw(INSTANTS),
        lease=draw(st.integers(1, 2**53)),
        visit=draw(st.integers(0, 2**53)),
        purpose=draw(st.sampled_from(list(Purpose))).value,
    )
    for name in OPTIONAL:
        needed.pop(name, None)
    needed["host"] = draw(st.none() | HOSTS if work == "request" else HOSTS)
    chosen = draw(st.fixed_dictionaries({}, optional=OPTIONAL))
    return needed | chosen | ({} if work is None else {"work": work})


def kept(document: dict[str, Any]) -> dict[str, Any]:
    """What the journal has of it when it is read again."""
    again: dict[str, Any] = json.loads(json.dumps(document))
    return again


def same(one: Attempt, other: Attempt) -> bool:
    """Also where Python takes 1, 1.0 and true for the same."""
    return one == other and json.dumps(tree_document(one.arguments)) == json.dumps(
        tree_document(other.arguments)
    )


@settings(max_examples=200, deadline=None, database=None)
@given(documents())
def test_a_document_gives_the_same_attempt_when_it_is_read_again(document: dict[str, Any]) -> None:
    assert same(read_checked_attempt(kept(document)), read_attempt(document))


def test_the_generated_documents_leave_out_and_name_whatever_may_be() -> None:
    """A member added to the schema has to be added here."""
    schema, host = AttemptSchema().fields, HostSchema().fields
    needed = {"queue_timeout_ms"} | set(attempt()) | set(OPTIONAL) | {"work"}
    assert needed == set(schema)
    assert set(OPTIONAL) | {"work"} == {name for name, field in schema.items() if not field.required}
    assert set(attempt()["host"]) == set(host)
    assert set(WORKS) == {work.value for work in Work} == {work.value for work in NAMES}


def test_what_the_schema_says_in_full_is_what_is_made_of_a_document() -> None:
    """Members are named alike, so that none is lost on the way."""
    document = attempt(sealed=None, work="module", diff=True)
    members = AttemptSchema().load(document)
    made = read_checked_attempt(kept(document))
    for name, value in members.items():
        if name not in ("host", "arguments"):
            assert getattr(made, name) == value, name
    assert made.arguments == members["arguments"] == read_tree(document["arguments"])
    for name, value in members["host"].items():
        found = getattr(made.host, name)
        assert (list(found) if isinstance(found, tuple) else found) == value, name


@pytest.mark.parametrize("missing", ["id", "arguments", "host", "issued_at"])
def test_a_document_that_nobody_checked_makes_no_attempt(missing: str) -> None:
    document = attempt()
    del document[missing]
    with pytest.raises((KeyError, TypeError)):
        read_checked_attempt(document)
