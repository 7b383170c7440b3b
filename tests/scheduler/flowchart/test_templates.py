"""`${}` in texts: what is the author's and what is data, kept apart."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_scheduler.flowchart import templates
from noc_scheduler.flowchart.errors import ExpressionError

DATA = {
    "evil": "${vars.evil} {{ 7 * 7 }}",
    "n": 7,
    "l": [1, "é"],
    "null": None,
    "t": True,
    "big": "x" * 200_000,
}


class Vars:
    def read(self, root: str, name: str) -> Any:
        return DATA[name]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("", [{"text": ""}]),
        ("plain", [{"text": "plain"}]),
        ("${vars.n}", [{"data": 7}]),
        (" ${vars.n}", [{"text": " "}, {"data": 7}]),
        ("${vars.n}${vars.l}", [{"data": 7}, {"data": [1, "é"]}]),
        ("a${vars.evil}b", [{"text": "a"}, {"data": "${vars.evil} {{ 7 * 7 }}"}, {"text": "b"}]),
        ("$${vars.n}", [{"text": "${vars.n}"}]),
        ("$$${vars.n}", [{"text": "$${vars.n}"}]),
        ("$5 $ {x} }", [{"text": "$5 $ {x} }"}]),
        ("{{ vars.n }}", [{"text": "{{ vars.n }}"}]),
        ("${'}'}", [{"data": "}"}]),
        ('${"a\'}"}', [{"data": "a'}"}]),
        (7, [{"text": 7}]),
        (None, [{"text": None}]),
        (False, [{"text": False}]),
    ],
)
def test_a_leaf_travels_in_parts(written: Any, parts: list[dict[str, Any]]) -> None:
    assert templates.on_the_wire(templates.tree(written), Vars()) == {"parts": parts}


def test_a_tree_keeps_its_shape() -> None:
    tree = templates.tree({"argv": ["x", "${vars.n}"], "empty": {}, "${vars.n}": []})
    assert templates.on_the_wire(tree, Vars()) == {
        "map": {
            "argv": {"list": [{"parts": [{"text": "x"}]}, {"parts": [{"data": 7}]}]},
            "empty": {"map": {}},
            "${vars.n}": {"list": []},
        }
    }


def test_a_message_is_one_text() -> None:
    made = templates.template("[${vars.null}] ${vars.t} ${vars.n} ${vars.l} ${vars.evil}")
    assert templates.message(made, Vars()) == '[] true 7 [1, "é"] ${vars.evil} {{ 7 * 7 }}'


def test_a_message_is_cut_and_says_so() -> None:
    text = templates.message(templates.template("${vars.big}"), Vars())
    assert len(text) < 66_000
    assert text.endswith("… (cut)")


@pytest.mark.parametrize("written", ["${", "a ${vars.n", "${'}", "${}", "${vars.n b}", "${ {} }", "${vars}"])
def test_what_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(ExpressionError):
        templates.template(written)


@given(st.text().filter(lambda text: "${" not in text))
def test_text_without_a_mark_stays_as_it_is(written: str) -> None:
    assert templates.on_the_wire(templates.template(written), Vars()) == {"parts": [{"text": written}]}


@given(st.text(alphabet="${}'\"\\ va.rsn"))
def test_whatever_is_written_there_are_parts_or_a_declared_error(written: str) -> None:
    try:
        templates.template(written)
    except ExpressionError as error:
        assert error.code.startswith("expression.")
