"""A host's selector has one form, however it was written; what can't be read matches nothing."""

import pytest

from noc_scheduler.nodes.assignment import why_not
from noc_scheduler.nodes.selectors import ANY, MOST_TEXT, UNREADABLE, matches, selector_of
from tests.scheduler.nodes.test_assignment import NOW, PATIENCE, candidate


@pytest.mark.parametrize(
    ("written", "selector"),
    [
        ({"zone": "dmz", "site": "lisbon"}, "site=lisbon,zone=dmz"),
        (" zone=dmz , site = lisbon,", "site=lisbon,zone=dmz"),
        ({"rack": 7}, "rack=7"),
        ("site=São Paulo", "site=São Paulo"),
        ({}, ANY),
        ("", ANY),
        (None, ANY),
    ],
)
def test_however_it_is_written_it_reads_the_same(written: object, selector: str) -> None:
    assert selector_of({"noc_executor_node": written}) == selector
    assert selector_of({}) == ANY


@pytest.mark.parametrize(
    "nonsense",
    [
        "lisbon",
        "site=",
        "=x",
        "site=a,site=b",
        7,
        True,
        ["site=a"],
        {"site": None},
        {"site": True},
        {"site": "a,zone=b"},
        {1: "a"},
        {str(number): "x" for number in range(9)},
        {f"l{number}": "x" * 100 for number in range(8)},
        {"x": "\x00"},
    ],
)
def test_what_can_not_be_read_matches_no_executor_node_and_says_so(nonsense: object) -> None:
    selector = selector_of({"noc_executor_node": nonsense})
    assert selector.startswith(UNREADABLE)
    assert len(selector) <= MOST_TEXT
    assert "\x00" not in selector
    assert not matches(selector, {"site": "a", "lisbon": ""})
    assert str(why_not([candidate("a")], selector, NOW, PATIENCE)).startswith(
        "the host's noc_executor_node can't be read: "
    )


def test_all_labels_that_are_asked_for_must_be_there() -> None:
    labels = {"site": "lisbon", "zone": "dmz"}
    assert matches(ANY, labels)
    assert matches("site=lisbon", labels)
    assert matches("site=lisbon,zone=dmz", labels)
    assert not matches("site=lisbon,zone=lan", labels)
    assert not matches("rack=7", labels)
