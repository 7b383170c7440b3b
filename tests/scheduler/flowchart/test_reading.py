"""Reading documents: what YAML is allowed to be, where everything stands, and that nothing makes it raise."""

import hashlib
import json
import time
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from noc_scheduler.flowchart.check import check
from noc_scheduler.flowchart.document.canonical import digest
from noc_scheduler.flowchart.document.reading import read


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "document.empty", 1),
        ("# only a comment\n", "document.empty", 1),
        ("---\n", "document.empty", 1),
        ("a: &x 1\nb: *x", "yaml.alias_forbidden", 1),
        ("a: 1\nb: *x", "yaml.alias_forbidden", 2),
        ("a: [1]\n<<: {b: 1}", "yaml.merge_forbidden", 2),
        ("a: !!python/object/apply:os.system [ls]", "yaml.tag_forbidden", 1),
        ("a: 1\nb: !vault x", "yaml.tag_forbidden", 2),
        ("a: !!str 1", "yaml.tag_forbidden", 1),
        ("a: ! 1", "yaml.tag_forbidden", 1),
        ("a: 1\nb:\n  c: 1\n  c: 2", "yaml.duplicate_key", 4),
        ("a: 1\n---\nb: 2", "yaml.multiple_documents", 2),
        ("1: a", "yaml.key_not_text", 1),
        ("null: a", "yaml.key_not_text", 1),
        ("? [a]\n: b", "yaml.key_not_text", 1),
        ("a:\n\tb: 1", "yaml.invalid", 2),
        ("a: b: c", "yaml.invalid", 1),
        ("a: 'open", "yaml.invalid", 1),
        ("{a: 1", "yaml.invalid", 1),
        ("a: \x07", "yaml.invalid", 1),
        ('a: "\\0"', "text.nul", 1),
        ('a: "\\ud83d"', "yaml.invalid", 1),
        ("a: .inf", "number.range", 1),
        ("a: .nan", "number.range", 1),
        ("a: 1e999", "number.range", 1),
        ("a: 9007199254740992", "number.range", 1),
        ("[" * 33 + "]" * 33, "yaml.too_deep", 1),
        ("- " * 40, "yaml.too_deep", 1),
        ("[" + "1," * 100_001 + "]", "yaml.too_many_values", 1),
        ("a: " + "x" * 2_100_000, "document.too_large", 1),
        (b"a: \xff\xfe", "encoding.not_utf8", 1),
        ("a: 1".encode("utf-16"), "encoding.not_utf8", 1),
    ],
    ids=lambda case: repr(case)[:30],
)
def test_it_is_refused(text: str | bytes, code: str, line: int) -> None:
    findings = read(text).findings
    assert [finding.code for finding in findings] == [code]
    assert [finding.severity for finding in findings] == ["error"]
    if code != "yaml.invalid":
        assert findings[0].line == line


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[yes, no, on, off, Yes, y]", ["yes", "no", "on", "off", "Yes", "y"]),
        ("[true, False, TRUE, null, ~, Null]", [True, False, True, None, None, None]),
        ("[012, 0o17, 0x1F, +3, -4, 1_000]", [12, 15, 31, 3, -4, "1_000"]),
        ("[1.5, .5, 1., 1e3, -2.5E-1]", [1.5, 0.5, 1.0, 1000.0, -0.25]),
        ("[2026-11-21, 12:30:45, 1.2.3, 0b1]", ["2026-11-21", "12:30:45", "1.2.3", "0b1"]),
        ("['1', \"true\", !]", None),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("\ufeffa: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
        ('{\n\t"a":\t"\\ud83d\\ude00\\/",\n\t"b": {}}', {"a": "😀/", "b": {}}),
        ('{"a": [1, 2.0, null, true, "x"]}', {"a": [1, 2.0, None, True, "x"]}),
    ],
)
def test_it_means(text: str, value: Any) -> None:
    reading = read(text)
    if value is None:
        assert reading.document is None
        return
    assert reading.document is not None
    found = reading.document.data
    assert (found, repr(found)) == (value, repr(value))


def test_every_field_knows_its_line() -> None:
    document = read("a: 1\nb:\n  - x\n  - {c: 1,\n     d: 2}\n").document
    assert document is not None
    assert document.lines == {
        (): 1,
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 4,
        ("b", 1, "c"): 4,
        ("b", 1, "d"): 5,
    }


@pytest.mark.parametrize(
    "hostile", ["[" * 100_000, "{" * 100_000, "- " * 100_000, "a: " * 50_000, "[a, " * 30_000]
)
def test_nesting_without_end_is_refused_quickly(hostile: str) -> None:
    begun = time.thread_time()
    assert read(hostile).findings
    assert time.thread_time() - begun < 5


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_reading_and_checking_never_raise(text: str | bytes) -> None:
    assert check(text).findings


@given(st.text(alphabet="ab: -[]{}&*!|>'\"#\n\t?%@`,01~<", max_size=80))
def test_what_looks_like_yaml_never_raises_either(text: str) -> None:
    reading = read(text)
    assert (reading.document is None) <= bool(reading.findings)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text("aä😀 \n\"'", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab:# ", max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), JSON, min_size=1))
def test_json_is_read_as_json(data: dict[str, Any]) -> None:
    for ascii_only in (True, False):
        document = read(json.dumps(data, ensure_ascii=ascii_only)).document
        assert document is not None
        assert document.data == data


def test_the_digest_is_that_of_the_canonical_json_of_what_flows() -> None:
    text = """
        apiVersion: noc/v1
        kind: Procedure
        metadata: {name: a}
        spec: {nodes: {begin: {kind: start, next: done}, done: {kind: end}}}
        """
    checked = check(text)
    assert checked.canonical is not None
    flow = {name: checked.canonical[name] for name in ("apiVersion", "kind", "spec")}
    assert checked.digest == "sha256:" + hashlib.sha256(rfc8785.dumps(flow)).hexdigest()


def test_comments_order_and_names_do_not_change_the_digest() -> None:
    one = {"apiVersion": "noc/v1", "kind": "Procedure", "metadata": {"name": "a"}, "spec": {"b": 1, "a": 1.0}}
    other = {"spec": {"a": 1, "b": 1}, "kind": "Procedure", "apiVersion": "noc/v1", "metadata": {"name": "b"}}
    assert digest(one) == digest(other)
    assert digest({**one, "spec": {"a": 2, "b": 1}}) != digest(one)


@pytest.mark.parametrize("value", [float("nan"), 2**60, "\ud800", {"\ud800": 1}])
def test_what_has_no_canonical_form_has_no_digest(value: Any) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        digest({"apiVersion": "noc/v1", "kind": "Procedure", "spec": value})
