"""Whatever text comes in as an inventory, the answer is an inventory or a refusal, never an accident."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noc_presentation.errors import Refused
from noc_presentation.inventory import imports
from noc_presentation.inventory.findings import Findings
from noc_presentation.inventory.merge import merge

PIECES = st.sampled_from(
    [
        *"[]{}:=,#;'\"-\\|>&*!?%@`~ \t\n\r",
        *("\n[", "]\n", ":vars]\n", ":children]\n", ":\n  ", ": {", "- ", "---\n", "...\n", "<<: "),
        *(
            "hosts",
            "children",
            "vars",
            "all",
            "ungrouped",
            "_meta",
            "hostvars",
            "plugin",
            "h[1:3]",
            "[a:z]:22",
        ),
        *(
            "ansible_host",
            "ansible_port=",
            "noc_tags",
            "noc_host_keys",
            "h1",
            "10.0.0.1",
            "::1",
            "null",
            "1e999",
        ),
        *(
            "\ufeff",
            "\u0085",
            "\u2028",
            "\x0b",
            "\x00",
            "\ud800",
            "é",
            "ａ",
            "𝟙",
            "{{ x }}",
            "b'",
            'r"',
            "0x",
            "1_0",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | PIECES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | PIECES, inner, max_size=4)
    ),
    max_leaves=20,
)


def take(form: str, text: str) -> None:
    try:
        document = imports.read(form, text)
        imports.refuse_faults(document)
    except Refused as refusal:
        assert refusal.errors or refusal.status == 413
        return
    merge([], document.hosts, replace=False, findings=Findings())


@pytest.mark.parametrize("form", ["auto", "ini", "yaml", "json"])
@given(text=TEXTS)
@settings(max_examples=300, deadline=None, database=None)
def test_any_text(form: str, text: str) -> None:
    take(form, text)


@pytest.mark.parametrize("form", ["json", "yaml"])
@given(value=VALUES)
@settings(max_examples=300, deadline=None, database=None)
def test_any_document(form: str, value: object) -> None:
    take(form, json.dumps({"web": {"hosts": ["h1"] if form == "json" else {"h1": value}, "vars": value}}))
