"""Sentences: one code and its values, in English here and in the reader's language on a screen."""

import re
from typing import Any

import pytest

from noc_scheduler.flowchart.host_run import Reason, Result
from noc_scheduler.flowchart.sayings import Saying
from noc_scheduler.flowchart.sentences import Sentence, from_text, several, told
from noc_scheduler.flowchart.state import dump_reason, dump_result, load_reason, load_result

PAUSE = Sentence(Saying.WAITS_TIME, {"pause_ms": 90_000})


def test_no_two_sayings_share_a_code() -> None:
    assert len(Saying.__members__) == len({str(each) for each in Saying})


@pytest.mark.parametrize("saying", Saying)
def test_every_saying_has_english_and_comes_back_from_a_row(saying: Saying) -> None:
    holes = re.findall(r"\{(\w+)\}", saying.english)
    sentence = Sentence(saying, {name: 7 if name.endswith("_ms") else f"<{name}>" for name in holes})

    assert from_text(sentence.text()) == sentence
    assert all(("7ms" if name.endswith("_ms") else f"<{name}>") in str(sentence) for name in holes)


def test_durations_are_in_words() -> None:
    assert str(PAUSE) == "waits 1m 30s"


def test_a_hole_without_a_value_stays_empty() -> None:
    assert str(Sentence(Saying.SLOTS_TAKEN, {"slots": 4})) == "all 4 slots are taken"


def test_sentences_stand_inside_sentences_and_come_back_with_them() -> None:
    operands = (
        Sentence(Saying.OPERAND_IS, {"name": "vars.a", "value": "1"}),
        Sentence(Saying.OPERAND_UNDEFINED, {"name": "vars.b"}),
    )
    seen = Sentence(Saying.CONDITION_SEEN, {"operands": operands})
    judged = Sentence(Saying.CONDITION_FAILS, {"source": "vars.a == 2", "seen": seen})
    sentence = Sentence(Saying.NOTHING_TRUE, {"asked": (judged, judged)})

    each = "vars.a == 2 is false (vars.a = 1, vars.b is not defined)"
    assert str(sentence) == f"nothing was true: {each}; {each}"
    assert from_text(sentence.text()) == sentence
    assert hash(from_text(sentence.text())) == hash(sentence)


def test_several_sentences_stand_behind_each_other_and_one_stays_alone() -> None:
    assert str(several([PAUSE, told("and more")])) == "waits 1m 30s; and more"
    assert several([PAUSE]) is PAUSE


def test_values_are_never_read_as_holes() -> None:
    assert str(Sentence(Saying.WAITS_ANSWER, {"question": "{pause_ms} {0} {x.__class__}"})) == (
        "waits for an answer: {pause_ms} {0} {x.__class__}"
    )


@pytest.mark.parametrize(
    "kept", ["waits 5s", '{"code": "of.tomorrow", "values": {}}', "[1]", "{}", "null", '"text"', ""]
)
def test_what_no_saying_wrote_is_told_as_it_is(kept: Any) -> None:
    assert str(from_text(kept)) == kept


def test_a_result_and_a_reason_keep_the_sentence_behind_their_message() -> None:
    result = Result(outcome="failed").saying(PAUSE)
    reason = Reason.saying("failed", "look", PAUSE)

    assert (result.message, reason.message) == (str(PAUSE), str(PAUSE))
    assert load_result(dump_result(result)) == result
    assert load_reason(dump_reason(reason)) == reason


def test_what_people_and_modules_say_is_no_sentence_and_not_taken_for_one() -> None:
    looks_like_one = PAUSE.text()
    result = Result(outcome="failed", said=PAUSE).saying(looks_like_one)

    assert (result.message, result.said) == (looks_like_one, None)
    assert "said" not in dump_result(result)
    assert str(result.told()) == looks_like_one
