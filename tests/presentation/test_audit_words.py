"""The audit names acts as the API does; the screens say each of them in words, in both languages."""

import json
from pathlib import Path
from typing import Any

import pytest

from noc_presentation.api.auditing import ACTS, CHANGING, QUESTIONS
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.guards import scheduler, scraper

WORDS = Path(__file__).parents[2] / "presentation/frontend/src/features/audit/locales"
#: Recorded where no request of a person's does them.
ELSEWHERE = {"arrivals.use", "telegram.press"}


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_every_act_that_the_audit_records_has_its_words_and_no_word_is_left_over(
    house: Any, language: str
) -> None:
    words = json.loads((WORDS / f"{language}.json").read_text())

    recorded = ELSEWHERE | ACTS
    for rule in house.app.url_map.iter_rules():
        blueprint = house.app.blueprints.get(rule.endpoint.partition(".")[0])
        acts = (rule.methods or set()) & CHANGING and rule.endpoint not in QUESTIONS
        if acts and isinstance(blueprint, Blueprint) and blueprint.guard not in (scheduler, scraper):
            recorded.add(rule.endpoint)

    assert {key.removeprefix("act.") for key in words if key.startswith("act.")} == recorded
