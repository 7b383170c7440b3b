"""C01: whatever text data holds, Ansible reads exactly that text and renders none of it."""

from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from hypothesis import given, settings
from hypothesis import strategies as st

from noc_executor_node.executors.marking import mark
from noc_executor_node.executors.yaml_text import yaml_text
from tests.executor_node.test_texts_stay_texts import trusted

PIECES = (
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "'",
    '"',
    "\\",
    "lookup('pipe','id')",
    "!unsafe ",
    "\n",
    ": ",
    "é",
    " ",
)
BRACES = st.lists(st.sampled_from(PIECES)).map("".join)
TEXTS = st.one_of(BRACES, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
KEYS = st.one_of(TEXTS, st.sampled_from(["ansible_connection", "hostvars", "vars", "{{ 7*7 }}"]))
DATA = st.recursive(
    st.one_of(TEXTS, st.integers(), st.booleans(), st.none()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150)
@given(DATA)
def test_any_data_reads_back_as_it_was_and_is_never_rendered(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    file = tmp_path_factory.getbasetemp() / "any-data.yml"
    file.write_text(yaml_text({"author": "{{ x }}", "data": mark({"it": data})}), newline="")

    read = DataLoader().load_from_file(str(file), cache="none", trusted_as_template=True)

    assert read == {"author": "{{ x }}", "data": {"it": data}}
    assert trusted(read) == ["{{ x }}"]
